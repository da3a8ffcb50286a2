using Microsoft.EntityFrameworkCore;
using MimeKit;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Weekly;

/// <summary>
/// 预览汇总: the summary a person gets, got or would get on a day, written by the same code as the mail, from the items as they
/// stood at the hour of sending. Supervisors and the secretary look at the people of their scope, administrators at everybody's,
/// anybody at their own.
/// </summary>
public sealed class PreviewSummary
{
    private readonly RectifyDb _db;
    private readonly MailComposer _composer;
    private readonly PeopleDirectory _directory;
    private readonly WorkingCalendar _calendar;
    private readonly TimeProvider _clock;

    internal PreviewSummary(RectifyDb db, MailComposer composer, PeopleDirectory directory, WorkingCalendar calendar, TimeProvider clock) =>
        (_db, _composer, _directory, _calendar, _clock) = (db, composer, directory, calendar, clock);

    /// <summary>Which summary.</summary>
    public sealed record Question(Viewer Asker, Guid Person, RoundId Round, SummaryRhythm Rhythm, DateOnly Day);

    public abstract record Outcome
    {
        private Outcome() { }

        /// <summary>The mail, as it goes over the wire.</summary>
        /// <param name="At">The instant it is written for; the instant it was sent when it was.</param>
        /// <param name="SendingDay">The day on which the summary of that week or month is due; null when all of the week is off.</param>
        public sealed record Shown(MimeMessage Message, DateTimeOffset At, DateOnly? SendingDay, MailStatus? Sent) : Outcome;

        /// <summary>The person gets none, and why.</summary>
        public sealed record None(string Reason) : Outcome;

        /// <summary>The round or person does not exist for the asker.</summary>
        public sealed record NotFound : Outcome;
    }

    /// <summary>True when the asker may look at the person's summaries.</summary>
    public static bool MayLook(Viewer asker, Viewer person)
    {
        ArgumentNullException.ThrowIfNull(asker);
        ArgumentNullException.ThrowIfNull(person);
        return asker.Id == person.Id || asker.Is(Roles.Administrator)
            || ((asker.Is(Roles.Supervisor) || asker.Is(Roles.Secretary)) && asker.UnitIds.Contains(person.UnitId));
    }

    public async Task<Outcome> RunAsync(Question question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (await _directory.ViewerAsync(question.Person, cancellationToken) is not { } person || !MayLook(question.Asker, person)
            || await _db.Rounds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == question.Round, cancellationToken) is not { } round)
        {
            return new Outcome.NotFound();
        }

        var town = round.Settings.ToTownTime();
        var due = SummaryDay.Of(question.Rhythm, question.Day, _calendar);
        var about = new WeeklyData(
            round.Id.Value, SummariseWeek.PeriodOf(question.Rhythm, due ?? question.Day), due ?? question.Day, WeeklyReaders.WidestFor(person, round), question.Rhythm);
        var occasion = MailPlan.WeeklyOccasion(about);
        var sent = await _db.Mails.AsNoTracking().SingleOrDefaultAsync(
            mail => mail.RecipientId == person.Id && mail.Occasion == occasion, cancellationToken);
        var at = sent?.AcceptedAt is { } accepted && town.DayOf(accepted) == question.Day ? accepted
            : town.DayOf(_clock.GetUtcNow()) == question.Day ? _clock.GetUtcNow()
            : town.SendingInstant(question.Day);

        return await _composer.ComposeAsync(sent ?? MailPlan.Weekly(person.Id, about, at), at, cancellationToken) switch
        {
            Composed.Ready ready => new Outcome.Shown(ready.Message, at, due, sent?.Status),
            Composed.Pointless(var reason) => new Outcome.None(reason),
            Composed.Unsendable(var reason) => new Outcome.None(reason),
            var unknown => throw new InvalidOperationException($"The summary was composed as {unknown}."),
        };
    }
}
