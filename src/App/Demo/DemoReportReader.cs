using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Demo;

/// <summary>Reads the end state from the database; nothing is remembered from the replay itself.</summary>
public sealed class DemoReportReader(RectifyDb db)
{
    /// <summary>The report as of a day.</summary>
    public async Task<DemoReport> ReadAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var round = await db.Rounds.AsNoTracking().SingleAsync(cancellationToken);
        var items = await db.Items.AsNoTracking().OrderBy(item => item.Number).ToListAsync(cancellationToken);
        var numbers = items.ToDictionary(item => item.Id, item => item.Number);
        var papers = await db.Papers.AsNoTracking().OrderBy(paper => paper.IssuedOn).ThenBy(paper => paper.Kind)
            .ThenBy(paper => paper.Number).ToListAsync(cancellationToken);
        var notices = await db.Notices.AsNoTracking().OrderBy(notice => notice.FiredAt).ToListAsync(cancellationToken);
        var evidence = await db.Evidence.CountByItemAsync(cancellationToken);
        var instances = await db.Instances.AsNoTracking().Where(instance => instance.ItemId != null)
            .Select(instance => new { instance.ItemId, instance.SubStatus }).ToListAsync(cancellationToken);
        var mails = await db.Mails.AsNoTracking().ToListAsync(cancellationToken);
        var town = round.Settings.ToTownTime();
        return new()
        {
            Round = round.Name,
            From = round.FeedbackOn,
            To = today,
            ItemsByStatus = Count(items, item => item.Status.ToString()),
            Overdue = [.. items.Where(item => item.IsOverdue(today)).Select(item => item.Number)],
            InstancesByStatus = Count(instances, instance => instance.SubStatus.ToString()),
            Items = [.. items.Select(item => Describe(
                item, today, instances.Where(instance => instance.ItemId == item.Id).Select(instance => instance.SubStatus.ToString()),
                evidence.GetValueOrDefault(item.Id), [.. notices.Where(notice => notice.ItemId == item.Id)],
                [.. papers.Where(paper => paper.ItemId == item.Id)]))],
            Papers = [.. papers.SelectMany(paper => paper.ItemId is { } item ? [Describe(paper, numbers[item])] : Array.Empty<ReportedPaper>())],
            Mails = await CountMailsAsync(mails, cancellationToken),
            WeeklySummaries = [.. mails.Where(mail => mail.Kind is MailKind.WeeklySummary)
                .Select(mail => town.DayOf(mail.PlannedAt)).Distinct().Order()],
            Months = await MonthsAsync(round, today, mails, papers, town, cancellationToken),
        };
    }

    private static ReportedItem Describe(
        RectificationItem item, DateOnly today, IEnumerable<string> instances, int evidence, List<ItemNotice> notices, List<Paper> papers) => new()
        {
            Number = item.Number,
            Title = item.Title,
            TimeLimit = item.TimeLimit.ToString(),
            Status = item.Status.ToString(),
            Overdue = item.IsOverdue(today),
            OriginalDueOn = item.OriginalDueOn,
            DueOn = item.DueOn,
            SubmittedOn = item.SubmittedOn,
            ClosedOn = item.ClosedOn,
            LongTermSince = item.LongTermSince,
            NextReviewOn = item.NextReviewOn,
            CleanReviews = item.CleanReviews,
            Returned = item.ReturnedCount,
            Reopened = item.ReopenedCount,
            Evidence = evidence,
            Instance = string.Join(", ", instances),
            DueDates = [.. item.DueChanges.Select(change => new ReportedDueDate(
                change.From, change.To, change.Kind.ToString(),
                item.Applications.LastOrDefault(asked => asked.NewDueOn == change.To && asked.Outcome is ApplicationOutcome.Granted)?.RequestedOn,
                change.GrantedOn, change.Reason))],
            Reminders = [.. notices.Where(notice => notice.Kind is NoticeKind.Reminder)
                .Select(notice => new ReportedReminder(notice.FiredOn, notice.DueOn, notice.Step, notice.Late))],
            Rungs = [.. notices.Where(notice => notice.Kind is NoticeKind.Rung)
                .Select(notice => new ReportedRung(
                    notice.FiredOn, notice.DueOn, notice.Step, notice.Late, papers.Find(paper => paper.Id == notice.PaperId)?.NumberText))],
            Papers = [.. papers.Select(paper => Describe(paper, item.Number))],
        };

    private static ReportedPaper Describe(Paper paper, int item) =>
        new(paper.NumberText, paper.Kind.ToString(), paper.IssuedOn, item, paper.Status.ToString());

    private async Task<IReadOnlyList<ReportedMails>> CountMailsAsync(List<LedgerMail> mails, CancellationToken cancellationToken)
    {
        var roles = await (
            from held in db.UserRoles
            join role in db.Roles on held.RoleId equals role.Id
            select new { held.UserId, role.Name }).ToListAsync(cancellationToken);
        var roleOf = roles.GroupBy(held => held.UserId)
            .ToDictionary(person => person.Key, person => string.Join('+', person.Select(held => held.Name).Order()));
        return [.. mails
            .CountBy(mail => (Kind: mail.Kind.ToString(), Status: mail.Status.ToString(), Role: roleOf.GetValueOrDefault(mail.RecipientId, "")))
            .OrderBy(group => group.Key)
            .Select(group => new ReportedMails(group.Key.Kind, group.Key.Status, group.Key.Role, group.Value))];
    }

    private async Task<IReadOnlyList<ReportedMonth>> MonthsAsync(
        Round round, DateOnly today, List<LedgerMail> mails, List<Paper> papers, TownTime town, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.AsNoTracking().Select(task => new { task.OpenedAt, task.ClosedAt, task.Status }).ToListAsync(cancellationToken);
        var months = new List<ReportedMonth>();
        for (var first = new DateOnly(round.FeedbackOn.Year, round.FeedbackOn.Month, 1); first <= today; first = first.AddMonths(1))
        {
            var (year, month) = (first.Year, first.Month);
            months.Add(new(
                first.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                tasks.Count(task => In(task.OpenedAt)),
                tasks.Count(task => task is { Status: WorkTaskStatus.Done, ClosedAt: { } closed } && In(closed)),
                Count(mails.Where(mail => In(mail.PlannedAt)), mail => mail.Kind.ToString()),
                [.. papers.Where(paper => (paper.IssuedOn.Year, paper.IssuedOn.Month) == (year, month)).Select(paper => paper.NumberText)]));

            bool In(DateTimeOffset at) => town.DayOf(at) is var day && day.Year == year && day.Month == month;
        }

        return months;
    }

    private static SortedDictionary<string, int> Count<T>(IEnumerable<T> all, Func<T, string> of) =>
        new(all.CountBy(of).ToDictionary(), StringComparer.Ordinal);
}

internal static class EvidenceCounts
{
    extension(DbSet<Items.Evidence> evidence)
    {
        /// <summary>How many files each item has.</summary>
        public Task<Dictionary<ItemId, int>> CountByItemAsync(CancellationToken cancellationToken) => evidence
            .GroupBy(file => file.ItemId)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
    }
}
