using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.App.Tests.Workflows;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Forecasts;

/// <summary>The forecast of long-term reviews (回头看) is what their job will do, whoever stands in for those who review.</summary>
public abstract class ForecastReviewsConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    /// <summary>For the verifier and for the supervisor who verifies, too, nobody stands in, or each for the other, or somebody who does not review.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("supervisor Both", "")]
    [InlineData("supervisor DeputyOnly", "")]
    [InlineData("leader Both", "leader DeputyOnly")]
    [InlineData("supervisor DeputyOnly", "leader DeputyOnly")]
    [InlineData("supervisor Both", "verifier Both")]
    public async Task Of_a_review_those_are_foretold_whom_the_job_then_tells(string ofVerifier, string ofSupervisor)
    {
        await using var world = await World.BuildAsync(Database);
        await world.ReadAsync(db => db.Timers.ExecuteDeleteAsync(Cancel));   // what other tests of this class left waiting
        var items = new List<ItemId?> { await LongTermAsync(world), await LongTermAsync(world) };
        var at = await world.ReadAsync(db => db.Timers.Where(timer => timer.Purpose == WakeTimers.LongTermReview).Select(timer => timer.DueAt).Distinct().SingleAsync(Cancel));
        await StandInAsync(world, world.Verifier, ofVerifier, at);
        await StandInAsync(world, world.OtherSupervisor, ofSupervisor, at);
        world.Clock.SetUtcNow(at.AddDays(-10));

        var foretold = new List<(Guid, Guid?, DateOnly)>();
        await world.RunAsync<Forecaster>(async forecaster =>
        {
            await foreach (var mail in forecaster.MakeAsync(new() { Weeks = 3, Round = world.Round }, null, Cancel))
            {
                if (mail.Kind is MailKind.TaskOpened)
                {
                    foretold.Add((mail.Recipient, mail.OnBehalfOf, mail.Day));
                }
            }
        });

        world.Clock.SetUtcNow(at);
        await world.Services.GetRequiredService<WakeTimers>().OpenReviewsAsync(Cancel);
        var owed = await OwedAsync(world, items);

        Assert.NotEmpty(owed);
        Assert.Equal(owed.Order(), foretold.Order());
    }

    /// <summary>The mails of the reviews as they are when the outbox has found their deputies.</summary>
    private static async Task<List<(Guid, Guid?, DateOnly)>> OwedAsync(World world, List<ItemId?> items)
    {
        var opened = await MailsAsync();
        IReadOnlyDictionary<Guid, string> passedOn = new Dictionary<Guid, string>();
        await world.RunAsync<DeputyMails>(async deputies => passedOn = await deputies.PassOnAsync(opened, Cancel));
        var day = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime.AddHours(8));
        return [.. (await MailsAsync()).Where(mail => !passedOn.ContainsKey(mail.Id)).Select(mail => (mail.RecipientId, mail.OnBehalfOf, day))];

        Task<List<LedgerMail>> MailsAsync() => world.ReadAsync(db => db.Mails.AsNoTracking().Where(mail => mail.Kind == MailKind.TaskOpened
            && items.Contains(mail.ItemId) && mail.PlannedAt >= world.Clock.GetUtcNow()).ToListAsync(Cancel));
    }

    private static async Task<ItemId> LongTermAsync(World world)
    {
        var item = await world.StartAsync(new(2023, 6, 14), TimeLimitKind.LongTerm);
        await world.DecideAsync(item, world.Leader, "Assigned");
        await world.ProveAsync(item);
        await world.DecideAsync(item, world.Official, "Submitted");
        await world.DecideAsync(item, world.Verifier, "Passed");
        await world.DecideAsync(item, world.Supervisor, "Approved");
        return item;
    }

    private static async Task StandInAsync(World world, Guid principal, string who, DateTimeOffset at)
    {
        if (who.Split(' ') is not [var name, var mode])
        {
            return;
        }

        var day = DateOnly.FromDateTime(at.UtcDateTime);
        await world.ReadAsync(async db =>
        {
            db.Deputyships.Add(new()
            {
                Id = Guid.CreateVersion7(),
                PrincipalId = principal,
                DeputyId = name switch { "supervisor" => world.OtherSupervisor, "verifier" => world.Verifier, _ => world.Leader },
                FromOn = day.AddDays(-2),
                ToOn = day.AddDays(2),
                Reason = "外出学习",
                Mode = Enum.Parse<DeputyMode>(mode),
                ArrangedBy = world.Supervisor,
                ArrangedAt = world.Clock.GetUtcNow(),
            });
            return await db.SaveChangesAsync(Cancel);
        });
        world.Services.GetRequiredService<PeopleDirectory>().Forget();
    }
}

public sealed class ForecastReviewsOnSqlite(SqliteDatabase database) : ForecastReviewsConformance<SqliteDatabase>(database);

public sealed class ForecastReviewsOnPostgres(PostgresDatabase database) : ForecastReviewsConformance<PostgresDatabase>(database);
