using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Workflows;

/// <summary>One order: what it would do to each instance, then how far it is, then what became of each and the way back (迁移).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class MoveModel(MoveQueries moves, PrepareMove prepare, ConfirmMove confirm, UndoMove undo, Words words) : RectifyPage
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(Name = "state", SupportsGet = true)]
    public MoveState? State { get; set; }

    public MoveOrderRow Order { get; private set; } = null!;
    public IReadOnlyList<InstanceMoveRow> Rows { get; private set; } = [];
    public Pager Pager { get; private set; } = null!;

    /// <summary>Activities that are gone, each with how many instances stand at it, and what may be named instead.</summary>
    public IReadOnlyDictionary<MovePlace, int> Lost { get; private set; } = new Dictionary<MovePlace, int>();

    public IReadOnlyList<NamedActivity> Candidates { get; private set; } = [];

    /// <summary>How many instances the confirmed order has dealt with.</summary>
    public int Dealt => Order.Total - Count(MoveState.Movable) - Count(MoveState.Excluded);

    public bool IsPrepared => Order.Phase is MovePhase.Prepared;

    public int Count(MoveState state) => Order.Counts.GetValueOrDefault(state);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await moves.FindAsync(Id, cancellationToken) is not { } order)
        {
            return NotFound();
        }

        Order = order;
        var (_, total) = await moves.PageAsync(Id, State, 0, 0, cancellationToken);
        Pager = Pager.For(Request, total, PageSize);
        (Rows, _) = await moves.PageAsync(Id, State, (Pager.Number - 1) * PageSize, PageSize, cancellationToken);
        if (IsPrepared)
        {
            Lost = await moves.LostPlacesAsync(Id, cancellationToken);
            Candidates = Lost.Count == 0 ? [] : await moves.ActivitiesAsync(order.DefinitionId, order.ToVersion, cancellationToken);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostApplyAsync(CancellationToken cancellationToken) => Back(
        await confirm.RunAsync(Id, Viewer, cancellationToken) ? ("Done", words["已开始迁移。"]) : ("Refused", words["这次迁移已经确认过，或已放弃。"]));

    public async Task<IActionResult> OnPostDropAsync(CancellationToken cancellationToken)
    {
        TempData["Done"] = await confirm.DropAsync(Id, Viewer, cancellationToken) ? words["已放弃，没有作任何更改。"] : null;
        return Redirect("/moves");
    }

    public async Task<IActionResult> OnPostExcludeAsync([FromForm] Guid instance, [FromForm] bool exclude, CancellationToken cancellationToken) =>
        Back(await confirm.ExcludeAsync(Id, instance, exclude, Viewer, cancellationToken) ? null : ("Refused", words["这个实例已不在预览中。"]));

    /// <summary>Previews anew, with what the administrator named for activities that are gone.</summary>
    public async Task<IActionResult> OnPostAgainAsync([FromForm] Dictionary<string, string?>? mapping, CancellationToken cancellationToken)
    {
        if (await moves.FindAsync(Id, cancellationToken) is not { } order)
        {
            return NotFound();
        }

        var named = new Dictionary<string, string>(order.Choice.Mapping);
        foreach (var (old, now) in mapping ?? [])
        {
            if (string.IsNullOrEmpty(now))
            {
                named.Remove(old);
            }
            else
            {
                named[old] = now;
            }
        }

        if (await prepare.RunAsync(order.Choice with { Mapping = named }, Viewer, cancellationToken) is not PrepareMove.Outcome.Prepared(var again))
        {
            return Back(("Refused", words["没有符合条件的运行中流程。"]));
        }

        await confirm.DropAsync(Id, Viewer, cancellationToken);
        return Redirect($"/moves/{again}");
    }

    public async Task<IActionResult> OnPostUndoAsync([FromForm] Guid instance, CancellationToken cancellationToken) =>
        Back(await undo.RunAsync(Id, instance, Viewer, cancellationToken) switch
        {
            UndoMove.Outcome.Done => ("Done", words["已撤销，流程回到原来的版本。"]),
            UndoMove.Outcome.WentOn => ("Refused", words["不能撤销：迁移之后流程已经向前办理。"]),
            _ => ("Refused", words["不能撤销：这个实例没有迁移，或已经撤销。"]),
        });

    public async Task<IActionResult> OnPostUndoAllAsync(CancellationToken cancellationToken)
    {
        var (done, refused) = await undo.RunAsync(Id, Viewer, cancellationToken);
        return Back(("Done", words["已撤销{0}个，{1}个已向前办理，不能撤销。", done, refused]));
    }

    private RedirectResult Back((string Kind, string Text)? told)
    {
        if (told is { } said)
        {
            TempData[said.Kind] = said.Text;
        }

        // To the same page of the same list.
        return Redirect(new Pager(1, 1, Request.Path, Request.Query).With(("handler", null)));
    }
}
