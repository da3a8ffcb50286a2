using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Weekly;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Forecast;

/// <summary>The summaries (周报、月报) that will be owed, to whom the job would owe them.</summary>
internal sealed class ForecastSummaries(RectifyDb db, WeeklyReaders readersOf)
{
    private readonly HashSet<string> _told = [];
    private readonly Dictionary<RoundId, IReadOnlyList<(Guid Person, WeeklyScope Scope)>> _known = [];

    /// <summary>Forgets what an earlier forecast told.</summary>
    public void Begin()
    {
        _told.Clear();
        _known.Clear();
    }

    /// <summary>The summaries owed at an instant. Nobody acts, so whoever is a reader now is one then.</summary>
    public async Task<List<ForecastMail>> AtAsync(
        DateTimeOffset now, IEnumerable<RoundOutlook> rounds, WorkingCalendar calendar, ForecastChange change, CancellationToken cancellationToken)
    {
        var mails = new List<ForecastMail>();
        foreach (var round in rounds)
        {
            var today = round.Town.DayOf(now);
            foreach (var rhythm in round.Round.Settings.Summaries.Rhythms)
            {
                if (SummariseWeek.OwedOn(today, round.Round, rhythm, calendar) is not { } about
                    || !_told.Add(MailPlan.WeeklyOccasion(about))
                    || await new SummaryProgress(db, MailPlan.WeeklyOccasion(about)).IsDoneAsync(cancellationToken))
                {
                    continue;
                }

                if (!_known.TryGetValue(round.Round.Id, out var readers))
                {
                    _known[round.Round.Id] = readers = await readersOf.OfAsync(round.Round, change, cancellationToken);
                }

                mails.AddRange(readers.Select(reader => new ForecastMail(
                    today, reader.Person, MailKind.WeeklySummary, MailPlan.WeeklyOccasion(about), [], calendar.IsProvisional(today))
                { Round = round.Round.Id }));
            }
        }

        return mails;
    }
}
