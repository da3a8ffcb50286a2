using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Spreadsheets;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>The ledger, as far as the reader's units reach (整改台账).</summary>
public sealed class LedgerModel(
    LedgerQueries ledger, LedgerViews views, NameQueries names, PeopleQueries people, ItemDefinitions definitions, StartItems start, UrgeItems urge,
    OutboxNudge outbox, Words words, Show show) : RectifyPage
{
    private const int PageSize = 50;

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Query { get; set; }

    [BindProperty(Name = "status", SupportsGet = true)]
    public ItemStatus? Status { get; set; }

    [BindProperty(Name = "section", SupportsGet = true)]
    public int? Section { get; set; }

    [BindProperty(Name = "unit", SupportsGet = true)]
    public Guid? Unit { get; set; }

    [BindProperty(Name = "kind", SupportsGet = true)]
    public TimeLimitKind? Kind { get; set; }

    [BindProperty(Name = "overdue", SupportsGet = true)]
    public bool Overdue { get; set; }

    [BindProperty(Name = "open", SupportsGet = true)]
    public bool Open { get; set; }

    [BindProperty(Name = "round", SupportsGet = true)]
    public Guid? RoundId { get; set; }

    [BindProperty(Name = "within", SupportsGet = true)]
    public int? Within { get; set; }

    [BindProperty(Name = "returned", SupportsGet = true)]
    public bool Returned { get; set; }

    [BindProperty(Name = "cols", SupportsGet = true)]
    public string[] Cols { get; set; } = [];

    [BindProperty(Name = "sort", SupportsGet = true)]
    public LedgerSort Sort { get; set; }

    [BindProperty(Name = "desc", SupportsGet = true)]
    public bool Descending { get; set; }

    public LedgerFigures Figures { get; private set; } = null!;

    public IReadOnlyList<LedgerLine> Rows { get; private set; } = [];

    /// <summary>The columns the reader chose.</summary>
    public IReadOnlyList<LedgerColumn> Columns { get; private set; } = [];

    /// <summary>What stands in the cells.</summary>
    public LedgerColumns Cells { get; private set; } = null!;

    /// <summary>How many items match, by status.</summary>
    public IReadOnlyDictionary<ItemStatus, int> States { get; private set; } = new Dictionary<ItemStatus, int>();

    /// <summary>The reader's own views.</summary>
    public IReadOnlyList<LedgerView> Views { get; private set; } = [];

    public IReadOnlyList<(RoundId Id, string Name)> Rounds { get; private set; } = [];

    public IReadOnlyList<(int No, string Title)> Sections { get; private set; } = [];

    public IReadOnlyList<(Guid Id, string Name, int Depth)> Units { get; private set; } = [];

    /// <summary>Rounds an administrator can start.</summary>
    public IReadOnlyList<WaitingRound> Waiting { get; private set; } = [];

    /// <summary>The workflows they can start on.</summary>
    public IReadOnlyList<ItemDefinition> Definitions { get; private set; } = [];

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    /// <summary>Supervisors urge what they choose in the list.</summary>
    public bool MayUrge => Viewer.Is(Roles.Supervisor);

    /// <summary>True when anything narrows the list.</summary>
    public bool Filtered => Status is not null || Section is not null || Unit is not null || Kind is not null
        || RoundId is not null || Within is not null || Overdue || Open || Returned || !string.IsNullOrWhiteSpace(Query);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var filter = Filter();
        Figures = await ledger.FiguresAsync(Viewer, show.Today, cancellationToken);
        States = await ledger.StatesAsync(Viewer, filter, show.Today, cancellationToken);
        Total = States.Values.Sum();
        Pager = Pager.For(Request, Total, PageSize);
        Rows = await ledger.ListAsync(Viewer, filter, show.Today, ((Pager.Number - 1) * PageSize, PageSize), cancellationToken);
        Columns = LedgerColumns.Chosen(Cols);
        Cells = await CellsAsync(Rows, cancellationToken);
        Sections = await ledger.SectionsAsync(Viewer, cancellationToken);
        Rounds = await ledger.RoundsAsync(Viewer, cancellationToken);
        Units = [.. (await people.UnitsAsync(cancellationToken)).Where(unit => Viewer.UnitIds.Contains(unit.Id))];
        Views = await views.ListAsync(Viewer, cancellationToken);
        Waiting = Viewer.Is(Roles.Administrator) ? await ledger.WaitingRoundsAsync(Viewer, cancellationToken) : [];
        Definitions = Waiting.Count > 0 ? await definitions.ListAsync(cancellationToken) : [];
    }

    /// <summary>A workbook of exactly the items and columns the address names, all pages.</summary>
    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        var columns = LedgerColumns.Chosen(Cols);
        var rows = new List<IReadOnlyList<object?>>();
        await foreach (var lines in ledger.AllAsync(Viewer, Filter(), show.Today, cancellationToken))
        {
            var cells = await CellsAsync(lines, cancellationToken);
            rows.AddRange(lines.Select(line => (IReadOnlyList<object?>)[.. columns.Select(column => cells.Cell(column, line))]));
        }

        var sheet = new Sheet(words["整改台账"], [.. columns.Select(column => new SheetColumn(words[column.Heading], column.Width))], rows);
        return File(Workbook.Write([sheet]), Workbook.ContentType, words["整改台账{0}.xlsx", show.Today.ToString("yyyyMMdd", CultureInfo.InvariantCulture)]);
    }

    /// <summary>Keeps what is shown under a name (保存视图).</summary>
    public async Task<IActionResult> OnPostKeepAsync([FromForm] string? name, [FromForm] string? query, CancellationToken cancellationToken)
    {
        var kept = query is ['?', ..] ? query : "";   // never another site's address
        var done = await views.KeepAsync(name, kept, Viewer, cancellationToken);
        TempData[done ? "Done" : "Refused"] = done
            ? words["视图“{0}”已保存。", name?.Trim()]
            : words["视图没有保存：名称须为1至{0}个字，每人最多{1}个视图。", LedgerView.LongestName, LedgerViews.Most];
        return LocalRedirect("/items" + kept);
    }

    /// <summary>Forgets a view (删除视图).</summary>
    public async Task<IActionResult> OnPostForgetAsync([FromForm] Guid view, CancellationToken cancellationToken)
    {
        await views.ForgetAsync(view, Viewer, cancellationToken);
        TempData["Done"] = words["视图已删除。"];
        return LocalRedirect("/items");
    }

    /// <summary>Starts the workflow of a round's registered items (启动整改).</summary>
    public async Task<IActionResult> OnPostStartAsync([FromForm] Guid round, [FromForm] string? definition, CancellationToken cancellationToken)
    {
        if (!Viewer.Is(Roles.Administrator))
        {
            return Forbid();
        }

        if ((await ledger.WaitingRoundsAsync(Viewer, cancellationToken)).All(waiting => waiting.Id.Value != round))
        {
            TempData["Refused"] = words["没有尚未启动的任务。"];
            return LocalRedirect("/items");
        }

        var outcome = await start.RunAsync(
            new(new RoundId(round), Viewer.Id, string.IsNullOrEmpty(definition) ? null : definition), progress: null, cancellationToken);
        outbox.Nudge();
        TempData[outcome is StartItems.Outcome.Done ? "Done" : "Refused"] = outcome switch
        {
            StartItems.Outcome.Done done => words["已启动{0}项整改任务，并通知了有关人员。", done.Started],
            StartItems.Outcome.NotPublished missing => words["流程“{0}”尚未发布，任务没有启动。", missing.DefinitionId],
            StartItems.Outcome.NotForItems other => words["流程“{0}”中没有整改任务的办理环节，任务没有启动。", other.DefinitionId],
            _ => words["没有尚未启动的任务。"],
        };
        return LocalRedirect("/items");
    }

    /// <summary>Urges the chosen items by hand (催办).</summary>
    public async Task<IActionResult> OnPostUrgeAsync(
        [FromForm] Guid[] items, [FromForm] string? demand, [FromForm] string? back, CancellationToken cancellationToken)
    {
        var outcome = await urge.RunAsync(new([.. items.Select(item => new ItemId(item))], demand, Viewer), cancellationToken);
        if (outcome is UrgeItems.Outcome.NotAllowed)
        {
            return Forbid();
        }

        TempData[outcome is UrgeItems.Outcome.Done ? "Done" : "Refused"] = outcome switch
        {
            UrgeItems.Outcome.Done(var papers) => papers.Length == 1
                ? words["已制发{0}，并通知责任人和责任领导。", papers[0]]
                : words["已制发{0}至{1}，共{2}份，并通知责任人和责任领导。", papers[0], papers[^1], papers.Length],
            UrgeItems.Outcome.BadChoice(var most) => words["请选择要催办的任务，一次不超过{0}项。", most],
            UrgeItems.Outcome.BadDemand(var most) => words["催办要求不超过{0}个字。", most],
            UrgeItems.Outcome.NotNow(var obstacles) => words["没有催办任何任务：{0}", string.Join(words["；"],
                obstacles.Take(10).Select(each => words["第{0}项{1}", each.Number, words[Labels.CannotUrge(each.Why)]]))],
            _ => words["没有这项任务。"],
        };
        return LocalRedirect(Url.IsLocalUrl(back) ? back : "/items");
    }

    private LedgerFilter Filter() => new()
    {
        Status = Status,
        Section = Section,
        Unit = Unit,
        TimeLimit = Kind,
        Round = RoundId is { } round ? new RoundId(round) : null,
        WithinDays = Within is >= 0 and <= 3650 ? Within : null,
        Overdue = Overdue,
        Open = Open,
        ReturnedTwice = Returned,
        Text = Query,
        Sort = Sort,
        Descending = Descending,
    };

    private async Task<LedgerColumns> CellsAsync(IReadOnlyList<LedgerLine> lines, CancellationToken cancellationToken)
    {
        var duties = lines.Select(line => line.Item.Duty).ToList();
        return new(
            new(
                await names.PeopleAsync(
                    duties.SelectMany(duty => new[] { duty.ResponsiblePerson, duty.ResponsibleLeader, duty.LeadLeader }).Select(id => id?.Value), cancellationToken),
                await names.UnitsAsync(
                    duties.SelectMany(duty => duty.CooperatingUnits.Select(unit => (UnitId?)unit).Append(duty.ResponsibleUnit).Append(duty.LeadUnit)).Select(id => id?.Value), cancellationToken)),
            words, show);
    }

    /// <summary>The address that sorts by a column, the other way round when it is sorted by it already.</summary>
    public string SortUrl(LedgerSort sort) => Pager.With(
        ("sort", sort.ToString()), ("desc", sort == Sort && !Descending ? "true" : null), ("page", null));
}
