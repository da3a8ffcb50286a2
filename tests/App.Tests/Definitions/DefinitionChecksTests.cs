using System.Globalization;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Definitions.Checks;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Tests.Definitions;

public sealed class DefinitionChecksTests
{
    private static readonly DefinitionReader Reader = new(ActivityCatalog.Default, [new JintEvaluator(), new LiquidEvaluator()]);

    // The test platform sets the machine's language after ours.
    public DefinitionChecksTests() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");

    public static TheoryData<string> Shipped => ["rectification", "general-task"];

    [Theory, MemberData(nameof(Shipped))]
    public void What_we_ship_has_no_finding_that_blocks(string name)
    {
        using var stream = typeof(ShippedDefinitions).Assembly.GetManifestResourceStream($"workflows/{name}.json")!;
        using var reader = new StreamReader(stream);

        Assert.DoesNotContain(DefinitionChecks.Run(Read(reader.ReadToEnd())), finding => finding.Severity is ProblemSeverity.Error);
    }

    [Fact]
    public void A_decision_nobody_drew_a_line_for_is_a_dead_end()
    {
        var finding = Assert.Single(Errors(Flow(
            [Step("v", "VerifyItem"), Step("e", "Elsa.End")], ("v", "Passed", "e"))));

        Assert.Equal(("flow.dead-end", "「v」", "$.root.activities[0]"), (finding.Code, finding.Place, finding.Path));
        Assert.Contains("Returned", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elsas_own_open_branch_is_a_warning_and_a_last_activity_is_none()
    {
        var findings = DefinitionChecks.Run(Read(Flow(
            [Step("d", "Elsa.FlowDecision"), Step("w", "Elsa.WriteLine")], ("d", "True", "w"))));

        Assert.Equal([(ProblemSeverity.Warning, "flow.dead-end")], findings.Select(finding => (finding.Severity, finding.Code)));
    }

    [Theory]
    [InlineData("Rectify.SendMail", ProblemSeverity.Error)]
    [InlineData("Elsa.WriteLine", ProblemSeverity.Warning)]
    public void What_no_line_leads_to_is_found(string type, ProblemSeverity severity)
    {
        var lost = Step("lost", type, ("to", "role:Supervisor"));
        var findings = DefinitionChecks.Run(Read(Flow([Step("s", "Elsa.Start"), Step("w", "Elsa.WriteLine"), lost], ("s", "Done", "w"))));

        Assert.Contains(findings, finding => finding.Code == "flow.unreachable" && finding.Place == "「lost」" && finding.Severity == severity);
    }

    [Theory]
    [InlineData("AskProgress", false)]
    [InlineData("", false)]
    [InlineData("AskNothing", true)]
    public void A_mail_step_s_template_must_be_there(string template, bool wrong)
    {
        var findings = DefinitionChecks.Run(Read(Flow([Step("m", "Rectify.SendMail", ("to", "role:Supervisor"), ("template", template))])));

        Assert.Equal(wrong, findings.Any(finding => finding.Code == "mail.template" && finding.Severity is ProblemSeverity.Error));
    }

    [Theory]
    [InlineData(null, "没有指定办理人")]
    [InlineData("", "没有指定办理人")]
    [InlineData("role:Nobody", "没有“Nobody”这个角色")]
    [InlineData("team:A", "不能识别")]
    [InlineData("role:Supervisor", null)]
    [InlineData("person:somebody", null)]
    public void A_task_needs_somebody_who_does_it(string? assignee, string? message)
    {
        var task = assignee is null ? Step("t", "Rectify.HumanTask", ("dueInWorkingDays", "3")) : Step("t", "Rectify.HumanTask", ("dueInWorkingDays", "3"), ("assignee", assignee));
        var errors = Errors(Flow([task]));

        Assert.Equal(message is null ? [] : ["task.assignee"], errors.Select(error => error.Code));
        Assert.All(errors, error => Assert.Contains(message!, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dueOn", "", false)]
    [InlineData("dueOn", "2023-12-31", true)]
    [InlineData("dueOn", "some day", false)]
    [InlineData("dueInWorkingDays", "0", false)]
    [InlineData("dueInWorkingDays", "5", true)]
    public void A_task_needs_a_deadline(string input, string value, bool fine)
    {
        var read = Reader.Read(Flow([Step("t", "Rectify.HumanTask", ("assignee", "role:Supervisor"), (input, value))]));

        Assert.Equal(fine, read.Definition is { } definition && !DefinitionChecks.Run(definition).Any(finding => finding.Code == "task.deadline"));
    }

    [Fact]
    public void Steps_of_an_items_life_have_the_items_own_deadline() =>
        Assert.DoesNotContain(Errors(Flow([Step("i", "ImplementItem")])), error => error.Code == "task.deadline");

    [Fact]
    public void An_event_without_a_deadline_is_a_warning_unless_it_starts_the_workflow()
    {
        var waiting = DefinitionChecks.Run(Read(Flow([Step("w", "Elsa.WriteLine"), Step("e", "Elsa.Event", ("eventName", "x"))], ("w", "Done", "e"))));
        var starting = DefinitionChecks.Run(Read(Flow([Step("e", "Elsa.Event", ("eventName", "x"))])));

        Assert.Equal([(ProblemSeverity.Warning, "wait.deadline")], waiting.Select(finding => (finding.Severity, finding.Code)));
        Assert.Empty(starting);
    }

    [Theory]
    [InlineData("VerifyItem", "[]", true)]
    [InlineData("VerifyItem", """["ImplementItem"]""", false)]
    [InlineData("ApproveClosure", """["VerifyItem"]""", true)]
    [InlineData("ApproveClosure", """["ImplementItem"]""", false)]
    [InlineData("DecideExtension", "[]", true)]
    public void Nobody_may_approve_their_own_application(string kind, string avoided, bool broken)
    {
        var approver = Step("a", kind, ("mustDifferFrom", avoided));
        var errors = Errors(Flow([Step("i", "ImplementItem"), approver], ("i", "Submitted", "a")));

        Assert.Equal(broken, errors.Any(error => error.Code == "task.four-eyes"));
    }

    [Theory]
    [InlineData("i:ExtensionRequested>e e:Endorsed>d", null)]
    [InlineData("i:ExtensionRequested>d", "可以绕过初审")]
    [InlineData("i:ExtensionRequested>e e:Endorsed>d i:Submitted>d", "可以绕过初审")]
    [InlineData("i:ExtensionRequested>e e:Endorsed>d e:Refused>d", "可以绕过初审")]
    [InlineData("i:ExtensionRequested>e e:Endorsed>w w:Done>d", null)]
    [InlineData("i:ExtensionRequested>e e:Endorsed>d d:Granted>i d:Refused>i", null)]
    public void An_application_comes_to_its_decision_only_through_an_endorsement(string lines, string? message)
    {
        var findings = TwoLevels(Flow([Step("i", "ImplementItem"), .. Levels("Extension", "Extension"), Step("w", "Elsa.WriteLine")], Lines(lines)));

        Assert.Equal(message is null ? [] : [(ProblemSeverity.Error, "「d」")], findings.Select(finding => (finding.Severity, finding.Place)));
        Assert.All(findings, finding => Assert.Contains(message!, finding.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Extension", "Extension", 0)]
    [InlineData("Conversion", "Conversion", 0)]
    [InlineData("Conversion", "Extension", 1)]
    public void An_endorsement_of_the_other_kind_of_application_does_not_count(string endorsed, string decided, int found) =>
        Assert.Equal(found, TwoLevels(Flow(
            [Step("i", "ImplementItem"), .. Levels(endorsed, decided)], Lines($"i:{decided}Requested>e e:Endorsed>d"))).Count);

    [Fact]
    public void A_decision_without_any_endorsement_is_refused_with_the_way_out()
    {
        var finding = Assert.Single(TwoLevels(Flow(
            [Step("i", "ImplementItem"), Step("d", "DecideExtension", ("assignee", "role:Supervisor"))], Lines("i:ExtensionRequested>d"))));

        Assert.Equal((ProblemSeverity.Error, "「d」"), (finding.Severity, finding.Place));
        Assert.Contains("请在它前面加一个“初审申请”", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("role:UnitLeader", true)]
    [InlineData("UnitLeader", true)]
    [InlineData("role:Supervisor", false)]
    public void Both_levels_are_not_answered_by_the_same(string? assignee, bool found)
    {
        var decide = assignee is null ? Step("d", "DecideExtension") : Step("d", "DecideExtension", ("assignee", assignee));
        var findings = TwoLevels(Flow(
            [Step("i", "ImplementItem"), Step("e", "EndorseExtension"), decide], Lines("i:ExtensionRequested>e e:Endorsed>d")));

        Assert.Equal(found, findings.Any(finding => finding.Severity is ProblemSeverity.Error && finding.Message.Contains("role:Supervisor", StringComparison.Ordinal)));
    }

    [Fact]
    public void Who_is_barred_by_an_expression_is_no_finding_because_it_can_only_add()
    {
        var verify = Step("v", "VerifyItem");
        verify["mustDifferFrom"] = new JsonObject { ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "return [];" } };

        Assert.DoesNotContain(DefinitionChecks.Run(Read(Flow([Step("i", "ImplementItem"), verify], ("i", "Submitted", "v")))), finding => finding.Code == "task.four-eyes");
    }

    [Theory]
    [InlineData("reminderOffsets", "[10, -1]", "task.reminders")]
    [InlineData("reminderOffsets", "[10, 3]", null)]
    [InlineData("reminderOffsets", """[10, { "id": "n" }]""", "task.reminders")]
    [InlineData("reminderOffsets", """["soon"]""", "task.reminders")]
    [InlineData("ladder", """{ "rungs": [ null ] }""", "task.ladder")]
    [InlineData("ladder", "{ }", "task.ladder")]
    [InlineData("ladder", "not json", "task.ladder")]
    [InlineData("ladder", """{ "rungs": [ { "afterWorkingDays": 0, "audience": ["Official"] } ] }""", "task.ladder")]
    [InlineData("ladder", """{ "rungs": [ { "afterWorkingDays": 2, "audience": ["Official"] } ] }""", null)]
    [InlineData("reminderPlan", """{ "workingDays": [10, 3], "calendarDays": [30], "sendingHour": "09:00" }""", null)]
    [InlineData("reminderPlan", """{ "workingDays": [-1] }""", "task.reminders")]
    [InlineData("reminderPlan", """{ "sendingHour": "25:00" }""", "task.reminders")]
    [InlineData("reminderPlan", """{ "weekdays": [1] }""", "task.reminders")]
    [InlineData("reminderPlan", "[3]", "task.reminders")]
    public void Reminders_and_ladders_are_checked(string input, string value, string? code)
    {
        var task = Step("t", "Rectify.HumanTask", ("assignee", "role:Supervisor"), ("dueInWorkingDays", "3"), (input, value));

        Assert.Equal(code is null ? [] : [code], Errors(Flow([task])).Select(error => error.Code));
    }

    [Fact]
    public void Our_steps_say_what_they_cannot_do_without()
    {
        var errors = Errors(Flow(
            [Step("u", "Rectify.WaitUntil"), Step("m", "Rectify.SendMail"), Step("p", "Rectify.IssuePaper")], ("u", "Done", "m"), ("m", "Done", "p")));

        Assert.Equal(["wait.date", "mail.to", "paper.to"], errors.Select(error => error.Code));
    }

    private static List<ReviewFinding> Errors(string json) =>
        [.. DefinitionChecks.Run(Read(json)).Where(finding => finding.Severity is ProblemSeverity.Error)];

    private static List<ReviewFinding> TwoLevels(string json) => [.. DefinitionChecks.Run(Read(json)).Where(finding => finding.Code == "task.two-levels")];

    private static JsonObject[] Levels(string endorsed, string decided) =>
    [
        Step("e", "EndorseExtension", ("kind", endorsed)),
        Step("d", "DecideExtension", ("kind", decided), ("assignee", "role:Supervisor")),
    ];

    // "from:Port>to", with blanks between.
    private static (string From, string Port, string To)[] Lines(string lines) =>
        [.. lines.Split(' ').Select(line => line.Split(':', '>')).Select(parts => (parts[0], parts[1], parts[2]))];

    private static Definition Read(string json)
    {
        var reading = Reader.Read(json);
        return reading.Definition ?? throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    private static string Flow(JsonObject[] steps, params (string From, string Port, string To)[] lines) => new JsonObject
    {
        ["definitionId"] = "checked",
        ["root"] = new JsonObject
        {
            ["id"] = "f",
            ["type"] = "Elsa.Flowchart",
            ["activities"] = new JsonArray([.. steps]),
            ["connections"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = line.From, ["port"] = line.Port },
                ["target"] = new JsonObject { ["activity"] = line.To, ["port"] = "In" },
            })]),
        },
    }.ToJsonString();

    private static JsonObject Step(string id, string type, params (string Input, string Value)[] inputs)
    {
        var step = new JsonObject { ["id"] = id, ["name"] = id, ["type"] = type.Contains('.', StringComparison.Ordinal) ? type : $"Rectify.{type}" };
        foreach (var (input, value) in inputs)
        {
            step[input] = new JsonObject { ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };
        }

        return step;
    }
}
