using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>The ledger, as far as the reader's units reach (整改台账).</summary>
public sealed class LedgerModel(LedgerQueries ledger, NameQueries names, PeopleQueries people, Show show) : RectifyPage
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

    [BindProperty(Name = "sort", SupportsGet = true)]
    public LedgerSort Sort { get; set; }

    [BindProperty(Name = "desc", SupportsGet = true)]
    public bool Descending { get; set; }

    [BindProperty(Name = "page", SupportsGet = true)]
    public int Number { get; set; } = 1;

    public LedgerFigures Figures { get; private set; } = null!;

    public IReadOnlyList<LedgerRow> Rows { get; private set; } = [];

    public IReadOnlyList<(int No, string Title)> Sections { get; private set; } = [];

    public IReadOnlyList<(Guid Id, string Name, int Depth)> Units { get; private set; } = [];

    public Dictionary<Guid, string> UnitNames { get; private set; } = [];

    public Dictionary<Guid, string> PersonNames { get; private set; } = [];

    public int Total { get; private set; }

    public Pager Pager { get; private set; } = null!;

    /// <summary>True when anything narrows the list.</summary>
    public bool Filtered => Status is not null || Section is not null || Unit is not null || Kind is not null
        || Overdue || Open || !string.IsNullOrWhiteSpace(Query);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var filter = new LedgerFilter
        {
            Status = Status,
            Section = Section,
            Unit = Unit,
            TimeLimit = Kind,
            Overdue = Overdue,
            Open = Open,
            Text = Query,
            Sort = Sort,
            Descending = Descending,
        };
        Figures = await ledger.FiguresAsync(Viewer, show.Today, cancellationToken);
        Total = await ledger.CountAsync(Viewer, filter, show.Today, cancellationToken);
        Pager = Pager.For(Request, Number, Total, PageSize);
        Rows = await ledger.ListAsync(Viewer, filter, show.Today, ((Pager.Number - 1) * PageSize, PageSize), cancellationToken);
        Sections = await ledger.SectionsAsync(Viewer, cancellationToken);
        Units = [.. (await people.UnitsAsync(cancellationToken)).Where(unit => Viewer.UnitIds.Contains(unit.Id))];
        UnitNames = await names.UnitsAsync(Rows.Select(row => row.Unit?.Value), cancellationToken);
        PersonNames = await names.PeopleAsync(Rows.Select(row => row.Person?.Value), cancellationToken);
    }

    /// <summary>The address that sorts by a column, the other way round when it is sorted by it already.</summary>
    public string SortUrl(LedgerSort sort) => Pager.With(
        ("sort", sort.ToString()), ("desc", sort == Sort && !Descending ? "true" : null), ("page", null));
}
