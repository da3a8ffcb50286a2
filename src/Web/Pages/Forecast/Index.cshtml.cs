using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Forecast;

/// <summary>Who will get what on which day if nobody acts (邮件预告), and what a change that is thought of would add and drop.</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class ForecastModel(ForecastQueries forecast, ForecastWishes wishes) : RectifyPage
{
    private const int PageSize = 50;

    [BindProperty(Name = "weeks", SupportsGet = true)]
    public int Weeks { get; set; } = 8;

    [BindProperty(Name = "round", SupportsGet = true)]
    public Guid? Round { get; set; }

    [BindProperty(Name = "unit", SupportsGet = true)]
    public Guid? Unit { get; set; }

    [BindProperty(Name = "person", SupportsGet = true)]
    public Guid? Person { get; set; }

    [BindProperty(Name = "day", SupportsGet = true)]
    public DateOnly? Day { get; set; }

    /// <summary>A change as it was written down, for the form; each part may be empty.</summary>
    [BindProperty(Name = "due", SupportsGet = true)]
    public string? Due { get; set; }

    [BindProperty(Name = "offsets", SupportsGet = true)]
    public string? Offsets { get; set; }

    [BindProperty(Name = "ladder", SupportsGet = true)]
    public string? Ladder { get; set; }

    [BindProperty(Name = "hour", SupportsGet = true)]
    public string? Hour { get; set; }

    [BindProperty(Name = "quiet", SupportsGet = true)]
    public string? Quiet { get; set; }

    [BindProperty(Name = "from", SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(Name = "to", SupportsGet = true)]
    public string? To { get; set; }

    public IReadOnlyList<(RoundId Id, string Name)> Rounds { get; private set; } = [];

    public IReadOnlyList<(Guid Id, string Name)> Units { get; private set; } = [];

    /// <summary>The forecast; null while a change is compared.</summary>
    public ForecastView? View { get; private set; }

    /// <summary>What the change would do; null when none is asked about.</summary>
    public ForecastDiff? Diff { get; private set; }

    /// <summary>What of the change cannot be understood.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Weeks = Math.Clamp(Weeks, 1, ForecastRange.MostWeeks);
        Rounds = await forecast.RoundsAsync(cancellationToken);
        Units = await forecast.UnitsAsync(cancellationToken);
        var range = new ForecastRange { Weeks = Weeks, Round = Round is { } id ? new RoundId(id) : null };
        if (Wish() is { IsEmpty: false } wish)
        {
            (var change, Problems) = await wishes.ReadAsync(wish with { Round = range.Round }, cancellationToken);
            if (change is not null)
            {
                Diff = await forecast.CompareAsync(range, change, cancellationToken);
                return Page();
            }
        }

        var wanted = int.TryParse(Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Max(1, number) : 1;
        View = await forecast.ViewAsync(range, new(Unit, Person, Day, (wanted - 1) * PageSize, PageSize), cancellationToken);
        Pager = Pager.For(Request, View.Total, PageSize);
        return Page();
    }

    private ForecastWish Wish() => new()
    {
        DueOn = Parts(Due),
        Offsets = Given(Offsets),
        Ladder = Given(Ladder),
        Hour = Given(Hour),
        Quiet = Parts(Quiet),
        People = Given(From) is { } from ? [$"{from}={Given(To)}"] : [],
    };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string[] Parts(string? text) =>
        (text ?? "").Split([' ', ',', '，', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
