using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Tests.Mails;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Domain.Weekly;

namespace Rectify.Workflow.App.Tests.Forecasts;

/// <summary>A round as no district would set it: what holds for it holds for theirs.</summary>
internal static class RandomRound
{
    /// <summary>A few rounds, or many where there is time.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 24 : 4)];

    public static RoundSettings Settings(Random random, DateTimeOffset start)
    {
        var today = DateOnly.FromDateTime(start.UtcDateTime);
        return new()
        {
            IssuingBody = "巡改" + string.Concat(Enumerable.Range(0, 6).Select(_ => (char)('A' + random.Next(26)))),
            ReminderOffsets = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(15)).Distinct()],
            CalendarReminderOffsets = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(30)).Distinct()],
            SendingHour = new(random.Next(6, 18), random.Next(4) * 15),
            QuietDays = [.. Enumerable.Range(0, random.Next(3)).Select(_ => today.AddDays(random.Next(56)))
                .Select(from => new QuietSpan(from, from.AddDays(random.Next(6))))],
            Ladder = Ladder(random),
            Summaries = (SummaryPlan)random.Next(4),
        };
    }

    /// <summary>Items due before, within and after the weeks, some with a plan, hour or ladder of their own, some of nobody.</summary>
    public static async Task FillAsync(MailWorld world, Random random, DateTimeOffset start)
    {
        var officials = new[] { world.Official, world.OtherOfficial, await world.AddPersonAsync("财政所负责人", world.Office, Roles.Official) };
        await FillRoundAsync(world, random, start, officials);
        if (random.Next(2) == 0)
        {
            await world.NextRoundAsync(Settings(random, start));
            await FillRoundAsync(world, random, start, officials);
        }

        var gone = officials[2];
        if (random.Next(3) == 0)
        {
            await world.ChangeAsync(db => db.Users.Where(person => person.Id == gone).ExecuteUpdateAsync(set => set.SetProperty(person => person.Active, false)));
        }

        await DeputiesAsync(world, random, start, [.. officials, world.Leader, world.LeadLeader, world.Secretary, world.Supervisor]);
    }

    /// <summary>Some stand in for others during a part of the weeks, alone or with them, in chains and circles, too.</summary>
    private static async Task DeputiesAsync(MailWorld world, Random random, DateTimeOffset start, Guid[] people)
    {
        var today = world.Round.Settings.ToTownTime().DayOf(start);
        foreach (var principal in people.Where(_ => random.Next(2) == 0))
        {
            var others = people.Where(person => person != principal).ToArray();
            var from = today.AddDays(random.Next(-10, 35));
            await world.ChangeAsync(db => Task.FromResult(db.Deputyships.Add(new()
            {
                Id = Guid.CreateVersion7(start),
                PrincipalId = principal,
                DeputyId = others[random.Next(others.Length)],
                FromOn = from,
                ToOn = from.AddDays(random.Next(25)),
                Reason = "外出学习",
                Mode = (DeputyMode)random.Next(2),
                ArrangedBy = world.Supervisor,
                ArrangedAt = start,
            })));
        }

        world.Services.GetRequiredService<PeopleDirectory>().Forget();
    }

    private static async Task FillRoundAsync(MailWorld world, Random random, DateTimeOffset start, Guid[] officials)
    {
        var today = world.Round.Settings.ToTownTime().DayOf(start);
        for (var number = 1; number <= 24; number++)
        {
            var dueOn = today.AddDays(random.Next(-20, 75));
            var item = await world.ItemAsync(number, dueOn, officials[random.Next(officials.Length)], change: watch =>
            {
                watch.ReminderOffsets = random.Next(6) == 0 ? [random.Next(12), random.Next(12)] : null;
                watch.ItemPlan = random.Next(6) == 0
                    ? new OwnPlan { WorkingDays = [random.Next(8)], CalendarDays = [random.Next(20)], SendingHour = new(random.Next(7, 18), 0) }.Write()
                    : null;
                watch.Ladder = random.Next(8) == 0 ? JsonSerializer.Serialize(Ladder(random), JsonSerializerOptions.Web) : null;
            });
            if (random.Next(8) == 0)
            {
                await world.ChangeAsync(async db =>
                {
                    var row = await db.Items.SingleAsync(one => one.Id == item);
                    row.ChangeDuty(row.Duty with { ResponsiblePerson = null, ResponsibleLeader = random.Next(2) == 0 ? null : row.Duty.ResponsibleLeader });
                });
            }

            await world.MoveAsync(item, random.Next(10) == 0 ? [ItemTrigger.Submit] : []);
        }
    }

    private static Ladder Ladder(Random random)
    {
        var (after, rungs) = (0, new List<Rung>());
        var audiences = Enum.GetValues<Audience>();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            after += random.Next(1, 6);
            var kinds = new PaperKind?[] { null, PaperKind.UrgeNote, PaperKind.SuperviseNote, PaperKind.TalkNotice };
            rungs.Add(new(after, [.. audiences.Where(_ => random.Next(2) == 0).DefaultIfEmpty(Audience.Official)], kinds[random.Next(kinds.Length)])
            {
                CopyTo = [.. audiences.Where(_ => random.Next(4) == 0)],
            });
        }

        return new([.. rungs]);
    }
}
