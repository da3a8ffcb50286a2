using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Workflows;

/// <summary>Moving running instances to another version: choose them and see what would happen; and the orders so far (流程迁移).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class MovesModel(MoveQueries moves, PrepareMove prepare, Words words) : RectifyPage
{
    private const int MostSearch = 100;

    [BindProperty(Name = "definition", SupportsGet = true)]
    public string? DefinitionId { get; set; }

    /// <summary>The version the instances run, when only one is meant.</summary>
    [BindProperty(Name = "from", SupportsGet = true)]
    public int? From { get; set; }

    public IReadOnlyList<MovableDefinition> Definitions { get; private set; } = [];
    public MovableDefinition? Chosen { get; private set; }
    public IReadOnlyList<NamedActivity> Activities { get; private set; } = [];
    public IReadOnlyList<MoveOrderRow> Orders { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Definitions = await moves.DefinitionsAsync(cancellationToken);
        Orders = await moves.OrdersAsync(cancellationToken);
        Chosen = Definitions.FirstOrDefault(definition => definition.DefinitionId == DefinitionId);
        if (Chosen is { Running: { Count: > 0 } running })
        {
            var version = From is { } from && running.ContainsKey(from) ? from : running.MaxBy(pair => pair.Value).Key;
            Activities = await moves.ActivitiesAsync(Chosen.DefinitionId, version, cancellationToken);
        }
    }

    public async Task<IActionResult> OnPostAsync(
        [FromForm] int to, [FromForm] string? search, [FromForm] string? standsAt, CancellationToken cancellationToken)
    {
        var choice = new MoveChoice(DefinitionId ?? "", to)
        {
            FromVersion = From,
            Search = string.IsNullOrWhiteSpace(search) ? null : search.Length > MostSearch ? search[..MostSearch] : search.Trim(),
            StandsAt = string.IsNullOrWhiteSpace(standsAt) ? null : standsAt,
        };
        switch (await prepare.RunAsync(choice, Viewer, cancellationToken))
        {
            case PrepareMove.Outcome.Prepared(var order):
                return Redirect($"/moves/{order}");
            case PrepareMove.Outcome.NotAllowed:
                return Forbid();
            case PrepareMove.Outcome.Nobody:
                TempData["Refused"] = words["没有符合条件的运行中流程。"];
                break;
            case PrepareMove.Outcome.Unreadable(var message):
                TempData["Refused"] = message;
                break;
            default:
                TempData["Refused"] = words["没有这个已发布的版本。草稿须先发布。"];
                break;
        }

        return RedirectToPage(new { definition = DefinitionId, from = From });
    }
}
