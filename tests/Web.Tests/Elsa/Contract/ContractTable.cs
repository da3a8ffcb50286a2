namespace Rectify.Workflow.Web.Tests.Elsa.Contract;

/// <summary>
/// Every statement of the designer's contract about what breaks it: if this is missing or wrong, then that is broken.
/// The contract says that 24 cases of missing endpoints, 27 of malformed data and 5 of error statuses on save were tried in a browser,
/// and does not list them; its text yields these: 32 about endpoints (26 that must be there, of three of which it names no effect,
/// and 6 whose absence it tolerates or tells how to answer), 49 about data, 7 about saving (its five statuses, and two rules about 400).
/// </summary>
internal static class ContractTable
{
    /// <summary>E: endpoint missing. Each is asked as the designer asks it, and answers in its shape.</summary>
    public static IReadOnlyList<ContractCase> Endpoints { get; } =
    [
        new("E01", "3.1 #1", "GET workflow-definitions: lists do not render", Ask.ListsAsync),
        new("E02", "3.1 #2", "GET by-definition-id: the editor is dead", Ask.ByDefinitionIdAsync),
        new("E03", "3.1 #3", "GET by-id: the viewer is dead", Ask.ByIdAsync),
        new("E04", "3.1 #4", "GET descriptors/activities: editor and viewer are dead", answers => Ask.ListAsync(answers, "descriptors/activities?Refresh=True")),
        new("E05", "3.1 #5", "GET expression-descriptors: the inputs panel is dead", answers => Ask.ListAsync(answers, "descriptors/expression-descriptors")),
        new("E06", "3.1 #6", "GET workflow-activation-strategies: unhandled exception", answers => Ask.ListAsync(answers, "descriptors/workflow-activation-strategies")),
        new("E07", "3.1 #7", "GET log-persistence-strategies: unhandled exception", answers => Ask.ListAsync(answers, "descriptors/log-persistence-strategies")),
        new("E08", "3.1 #8", "GET incident-strategies: unhandled exception", answers => Ask.ListAsync(answers, "descriptors/incident-strategies")),
        new("E09", "3.1 #9", "GET commit-strategies/workflows: unhandled exception", answers => Ask.ListAsync(answers, "descriptors/commit-strategies/workflows")),
        new("E10", "3.1 #10", "GET commit-strategies/activities: the tab is dead", answers => Ask.ListAsync(answers, "descriptors/commit-strategies/activities")),
        new("E11", "3.1 #11", "GET storage-drivers: exception in the variables tab", answers => Ask.ListAsync(answers, "descriptors/storage-drivers")),
        new("E12", "3.1 #12", "GET descriptors/variables: the output tab is dead", answers => Ask.ListAsync(answers, "descriptors/variables")),
        new("E13", "3.1 #13", "POST workflow-definitions: cannot edit", Ask.Saves),
        new("E14", "3.1 #14", "POST publish (no effect named)", Ask.PublishAndRetractAsync),
        new("E15", "3.1 #15", "POST retract (no effect named)", Ask.PublishAndRetractAsync),
        new("E16", "3.1 #16", "DELETE a definition (no effect named)", Ask.DeleteAsync),
        new("E17", "3.1 #17", "GET is-name-unique: cannot create", Ask.UniqueNamesAsync),
        new("E18", "3.1 #18", "POST workflow-instances: the list is dead", Ask.InstancesAsync),
        new("E19", "3.1 #19", "GET an instance: the viewer is dead", Ask.EveryRun("workflow-instances/{0}", "workflowState")),
        new("E20", "3.1 #20", "POST journal: no journal, exception", Ask.Journals),
        new("E21", "3.1 #21", "GET variables of an instance: exception", Ask.EveryRun("workflow-instances/{0}/variables", "items", "count")),
        new("E22", "3.1 #22", "GET activity-executions/list: exception", Ask.EveryRun("activity-executions/list?WorkflowInstanceId={0}&ActivityNodeId=Workflow1", "items", "count")),
        new("E23", "3.1 #23", "GET activity-execution-summaries/list: exception", Ask.EveryRun("activity-execution-summaries/list?WorkflowInstanceId={0}&ActivityNodeId=Workflow1", "items", "count")),
        new("E24", "3.1 #24", "GET activity-executions/by-id: details missing", Ask.ExecutionsAsync),
        new("E25", "3.1 #25", "POST report: exception, no badges", Ask.Reports),
        new("E26", "3.1 #26", "GET execution-state: no live refresh", Ask.EveryRun("workflow-instances/{0}/execution-state", "status", "subStatus", "updatedAt")),
        new("E27", "3.2 #27", "GET features/installed: tolerated; without it no live updates", answers => Ask.ListAsync(answers, "features/installed")),
        new("E28", "3.2 #28", "the hub's negotiation: tolerated; without it the viewer polls", Ask.HubAsync),
        new("E29", "3.2 #44", "GET output-converters: failure swallowed", answers => Ask.ListAsync(answers, "descriptors/output-converters?sourceType=String&destinationType=String")),
        new("E30", "3.2 #45", "GET call-stack: failure handled", Ask.CallStacksAsync),
        new("E31", "11 (1)", "GET descriptors of a later Studio: called on load; empty list to survive", answers => Ask.ListAsync(answers, "descriptors/of-a-later-version/deep")),
        new("E32", "10", "POST tests/activities: the Test tab needs an answer", Ask.TrialAsync),
    ];

    /// <summary>D: malformed data. Each is asked of every definition, descriptor and instance at hand.</summary>
    public static IReadOnlyList<ContractCase> Data { get; } =
    [
        new("D01", "0.1", "names not in camelCase: every page breaks", Shapes.NamesAreCamelCase),
        new("D02", "0.2", "options null: fatal", answers => Shapes.AlwaysObject(answers, "options")),
        new("D03", "0.2", "variables null: fatal", answers => Shapes.AlwaysList(answers, "variables")),
        new("D04", "0.2", "inputs null: fatal", answers => Shapes.AlwaysList(answers, "inputs")),
        new("D05", "0.2", "outputs null: fatal", answers => Shapes.AlwaysList(answers, "outputs")),
        new("D06", "0.2", "outcomes null: fatal", answers => Shapes.AlwaysList(answers, "outcomes")),
        new("D07", "0.2", "customProperties null: corrupts the panel", answers => Shapes.AlwaysObject(answers, "customProperties")),
        new("D08", "0.2", "null bags or lists inside an activity: fatal", Shapes.ActivitiesHaveNoNullBags),
        new("D09", "0.2, 5.1", "ports of a descriptor null: fatal", Described.Ports),
        new("D10", "5.1", "customProperties of a descriptor null: fatal", Described.Bags),
        new("D11", "0.2, 5.2", "uiHint null or unknown: fatal, or no editor", Described.Editors),
        new("D12", "0.3, 4.1", "link publish or isLatest missing: read-only for everybody", Shapes.MayBeEdited),
        new("D13", "0.3, 10", "link publish for who may not design: edits that are refused", Shapes.ReadersMayNotEditAsync),
        new("D14", "0.4", "nodeId missing, the root's too: the editor crashes", Shapes.NodeIdsEverywhere),
        new("D15", "0.5", "a (type, version) without descriptor: blank canvas", Shapes.EveryTypeIsDescribed),
        new("D16", "0.6", "the same (typeName, version) twice: fatal", Described.Once),
        new("D17", "0.7", "the root's type changed: no designer", Shapes.RootsKeepTheirType),
        new("D18", "4.1", "an id answered twice, or none: the instance list crashes or hides instances", Shapes.EachIdOnce),
        new("D19", "4.1", "a page size imposed on calls without one: missing definitions", Shapes.NoPageUnlessAskedAsync),
        new("D20", "5.1", "category null: the toolbox crashes; with a slash: two headers alike", Described.Categories),
        new("D21", "5.1", "kind or port type not one of the words", Described.Words),
        new("D22", "5.2", "isBrowsable of an input not true: hidden", Described.InputsAreVisible),
        new("D23", "5.3", "an enumeration in uiSpecifications not a number: the panel crashes", Described.EnumerationsAreNumbers),
        new("D24", "5.3", "specification not under its hint's name, or of another shape: an empty editor", Described.Specifications),
        new("D25", "4.5", "Literal or Object expression missing: inputs panel dead", Described.LiteralAndObjectAsync),
        new("D26", "4.5", "default strategy not first: another one is shown as chosen", Described.DefaultsFirstAsync),
        new("D27", "4.5", "typeName of a variable type twice: dialog dead", Described.VariableTypesAsync),
        new("D28", "6.6", "NotFoundActivity not described or browsable: blank canvas, or a toolbox entry", Described.NotFoundActivity),
        new("D29", "6.6", "an unknown activity not replaced, or not restored: blank canvas, or lost work", Shapes.UnknownActivities),
        new("D30", "6.3", "typeName null of an input set for the first time, kept: no type at run time", Shapes.InputTypesAreFilledIn),
        new("D31", "6.3", "a draft refused for a malformed expression: auto-save fails while typing", Kept.MalformedExpressionsAsync),
        new("D32", "6.3", "a value not kept as the editor encoded it: the editor shows nothing", Kept.Values),
        new("D33", "6.5", "a line to an unknown port or activity, or without a port, refused or lost", Kept.LinesAsync),
        new("D34", "4.3, 6.2", "metadata or customProperties missing, or another order, refused or changed", Kept.Sparse),
        new("D35", "4.3, 11 (4)", "unknown members lost: work of the designer or of a later version", Kept.UnknownMembersAsync),
        new("D36", "4.3", "save answers less than the whole definition: the editor's state is replaced by it", Shapes.SavesAnswerWhole),
        new("D37", "4.4", "bulk publish or retract without one of its lists: dialog dead", Kept.BulkAnswersAsync),
        new("D38", "2.3", "lists without items, count or totalCount", Shapes.ListsCount),
        new("D39", "2.3", "an instant without offset, an enumeration not a word", Shapes.InstantsAndWords),
        new("D40", "2.3, 4.1", "toolVersion not a version", Shapes.ToolVersions),
        new("D41", "4.4", "an export without $schema: the UI refuses the file", Shapes.ExportsNameTheirSchema),
        new("D42", "2.2", "explicit nulls, empty values, True and other casing not understood", Kept.WaysToAskAsync),
        new("D43", "7", "no or several root contexts: no executions", Seen.OneRoot),
        new("D44", "7", "journal not by sequence, or its total not that of the filter: the scroll is wrong", Seen.Journals),
        new("D45", "6.2, 7", "node ids of runs other than those of the drawing: no badge, no selection", Seen.NodesAreDrawn),
        new("D46", "7", "an execution with none of its bags: fetched again every second", Seen.ExecutionsHaveBags),
        new("D47", "7", "a status that is none of the words (Canceled has one l)", Seen.Statuses),
        new("D48", "7", "a node twice in the report: exception", Seen.BadgesOnce),
        new("D49", "3.3, 10", "feature Alterations or Resilience reported: menus that lead nowhere", Described.FeaturesAsync),
    ];

    /// <summary>S: error statuses on save.</summary>
    public static IReadOnlyList<ContractCase> Statuses { get; } =
    [
        new("S01", "2.4", "400 without errors: no message", Refusals.PublishRefusedWithMessages),
        new("S02", "2.4", "400 of a body nobody understands, without errors: no message", Refusals.UnreadableAsync),
        new("S03", "2.4", "401: unhandled exception; still a readable body", Refusals.WithoutTokenAsync),
        new("S04", "2.4", "403: unhandled exception; only who sees no publish link can get it", Refusals.ReaderAsync),
        new("S05", "2.4", "404: unhandled exception; a save never answers it", Refusals.UnknownDefinitionAsync),
        new("S06", "2.4", "500: unhandled exception; no save of any definition, mangled or not, answers it", Refusals.MangledAsync),
        new("S07", "4.3", "a conflict not answered with 400 and a message: lost work", Refusals.ConflictAsync),
    ];
}
