using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.People;

/// <summary>Who stands in for a person, and for whom the person stands in (代理人); one's own without an id.</summary>
public sealed class DeputiesModel(RectifyDb db, DeputyQueries deputies, ArrangeDeputy arrange, Words words, Show show) : RectifyPage
{
    private const int Most = 100;

    [BindProperty(SupportsGet = true)]
    public Guid? Id { get; set; }

    public Person Person { get; private set; } = null!;

    public bool MayArrange { get; private set; }

    public IReadOnlyList<DeputyRow> Rows { get; private set; } = [];

    public IReadOnlyList<(Guid Id, string Name, string Unit)> Candidates { get; private set; } = [];

    public DeputyInput Input { get; private set; } = new();

    /// <summary>Why nothing was arranged, as Chinese texts for the page's dictionary.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>True on the page of the reader's own account.</summary>
    public bool IsOwn => Person.Id == Viewer.Id;

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] DeputyInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        Input = input;
        if (!Guid.TryParse(input.Deputy, out var deputy) || Day(input.From) is not { } from || Day(input.To) is not { } to)
        {
            Problems = ["请选择代理人，并填写起止日期。"];
            return await ShowAsync(cancellationToken);
        }

        var outcome = await arrange.RunAsync(
            new(Viewer, Id ?? Viewer.Id, deputy, from, to, input.Reason ?? "", input.Only ? DeputyMode.DeputyOnly : DeputyMode.Both), cancellationToken);
        return await AnswerAsync(outcome, "代理已设置。", cancellationToken);
    }

    public async Task<IActionResult> OnPostEndAsync([FromForm] Guid deputyship, CancellationToken cancellationToken) =>
        await AnswerAsync(await arrange.EndAsync(Viewer, deputyship, cancellationToken), "代理已结束。", cancellationToken);

    /// <summary>How a deputyship stands today.</summary>
    public string StateOf(DeputyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Deputyship switch
        {
            { EndedBy: not null } => "提前结束",
            { EndedAt: not null } => "已结束",
            var days when days.ToOn < show.Today => "已结束",
            _ when row.DeputyHasLeft => "代理人已离岗",
            var days when days.FromOn > show.Today => "未开始",
            _ => "代理中",
        };
    }

    private async Task<IActionResult> AnswerAsync(ArrangeDeputy.Outcome outcome, string done, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case ArrangeDeputy.Outcome.Done:
                TempData["Done"] = words[done];
                return LocalRedirect(Id is { } id ? $"/deputies/{id}" : "/deputies");
            case ArrangeDeputy.Outcome.NotAllowed:
                return Forbid();
            case ArrangeDeputy.Outcome.Refused refused:
                Problems = [.. refused.Problems.Select(Labels.Deputy)];
                return await ShowAsync(cancellationToken);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        var id = Id ?? Viewer.Id;
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(each => each.Id == id, cancellationToken) is not { } person)
        {
            return NotFound();
        }

        if (!ArrangeDeputy.MayArrange(Viewer, person.Id, person.UnitId))
        {
            return Forbid();
        }

        Person = person;
        Rows = await deputies.OfAsync(person.Id, Most, cancellationToken);
        MayArrange = person.Active;
        Candidates = MayArrange ? await deputies.CandidatesAsync(person.Id, cancellationToken) : [];
        if (Problems.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        return Page();
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParse(text, CultureInfo.GetCultureInfo("zh-CN"), DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>What was filled in to arrange a deputy.</summary>
public sealed class DeputyInput
{
    public string? Deputy { get; set; }
    public string? From { get; set; }
    public string? To { get; set; }
    public string? Reason { get; set; }

    /// <summary>True when only the deputy gets mails and tasks.</summary>
    public bool Only { get; set; }
}
