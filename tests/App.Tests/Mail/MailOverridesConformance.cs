using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Tests.Databases;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>What an administrator's own mail templates promise.</summary>
public abstract class MailOverridesConformance<TDatabase>(TDatabase database) : OnDatabase<TDatabase>(database)
    where TDatabase : TestDatabase
{
    private const string Name = "zh-CN.Workflow.txt";
    private static readonly DateTimeOffset Start = MailWorld.Local(2023, 12, 4);

    [Fact]
    public async Task A_saved_text_counts_from_the_next_mail_in_every_process_and_the_built_in_one_can_be_taken_up_again()
    {
        var (world, administrator) = await WorldAsync();
        await using var first = world;
        await using var other = world.Beside();
        await world.OweAsync(occasion: "before");
        await other.RunAsync("outbox");

        Assert.Equal(1, await SaveAsync(world, administrator, "Subject: 镇党委提示：{{ subject }}\n{{ text }}", 0));
        await world.OweAsync(occasion: "own");
        await other.RunAsync("outbox");
        Assert.IsType<TemplateChange.Saved>(await world.AskAsync<EditTemplates, TemplateChange>(edit => edit.ResetAsync(Name, 1, administrator, Cancel)));
        await world.OweAsync(occasion: "after");
        await other.RunAsync("outbox");

        Assert.Equal(["请参加会议", "镇党委提示：请参加会议", "请参加会议"], other.Transport.Sent.Select(sent => sent.Message.Subject));
        var versions = await world.AskAsync<EditTemplates, IReadOnlyList<TemplateRow>>(edit => edit.VersionsAsync(Name, Cancel));
        Assert.Equal([(2, false), (1, true)], versions.Select(version => (version.Version, version.Own)));
        Assert.All(versions, version => Assert.Equal("管理员", version.By));
        Assert.Equal(["mail.template.saved", "mail.template.reset"], await world.ReadAsync(db => db.Journal
            .Where(entry => entry.By == administrator.Id).OrderBy(entry => entry.Id).Select(entry => entry.Kind).ToListAsync(Cancel)));
    }

    [Fact]
    public async Task Of_two_who_edit_at_once_the_second_is_told()
    {
        var (world, administrator) = await WorldAsync();
        await using var owned = world;
        Assert.Equal(1, await SaveAsync(world, administrator, "Subject: a\n{{ text }}", 0));

        Assert.Null(await SaveAsync(world, administrator, "Subject: b\n{{ text }}", 0));
        Assert.Equal(2, await SaveAsync(world, administrator, "Subject: b\n{{ text }}", 1));
        var race = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SaveAsync(world, administrator, "Subject: c\n{{ text }}", 2), Cancel)));
        Assert.Single(race, 3);
    }

    [Fact]
    public async Task A_broken_text_is_refused_when_saved_and_nothing_changes()
    {
        var (world, administrator) = await WorldAsync();
        await using var owned = world;

        var refused = Assert.IsType<TemplateChange.Refused>(await world.AskAsync<EditTemplates, TemplateChange>(
            edit => edit.SaveAsync(Name, "Subject: x\n{% if text %}", 0, administrator, Cancel)));

        Assert.Equal(2, Assert.Single(refused.Problems).Line);
        Assert.Empty(await world.AskAsync<EditTemplates, IReadOnlyList<TemplateRow>>(edit => edit.VersionsAsync(Name, Cancel)));
    }

    [Fact]
    public async Task A_text_that_breaks_when_mails_are_written_falls_back_and_the_administrator_is_told_once_a_day_until_it_is_mended()
    {
        var (world, administrator) = await WorldAsync();
        await using var owned = world;
        // It was right when it was saved, and stopped working with a later version of the product.
        await world.ChangeAsync(db => Task.FromResult(db.MailTemplates.Add(new() { Name = Name, Version = 1, Text = "{% gone %}", At = Start, By = administrator.Id })));

        await world.OweAsync(occasion: "one");
        await world.OweAsync(occasion: "two");
        await world.RunAsync("outbox");
        await world.OweAsync(occasion: "three");
        await world.RunAsync(Start.AddHours(2), "outbox");

        Assert.Equal(3, (await world.SentAsync(world.Official)).Count(sent => sent.Subject == "请参加会议"));
        var told = Assert.Single(await world.SentAsync(administrator.Id));
        Assert.Contains(Name, told.Subject, StringComparison.Ordinal);
        Assert.Contains("gone", told.TextBody, StringComparison.Ordinal);
        Assert.Equal([Name], await world.AskAsync<EditTemplates, List<string>>(edit => edit.BrokenAsync(Cancel)));

        await world.OweAsync(occasion: "next day");
        await world.RunAsync(Start.AddDays(1), "outbox");
        Assert.Equal(2, (await world.SentAsync(administrator.Id)).Count);

        Assert.Equal(2, await SaveAsync(world, administrator, "Subject: ok {{ subject }}\n{{ text }}", 1));
        await world.OweAsync(occasion: "mended");
        await world.RunAsync(Start.AddDays(2), "outbox");
        Assert.Equal("ok 请参加会议", (await world.SentAsync(world.Official))[^1].Subject);
        Assert.Empty(await world.AskAsync<EditTemplates, List<string>>(edit => edit.BrokenAsync(Cancel)));
        Assert.Equal(2, (await world.SentAsync(administrator.Id)).Count);
    }

    [Fact]
    public async Task A_test_goes_to_its_sender_through_the_ledger_and_shows_the_template_in_force()
    {
        var (world, administrator) = await WorldAsync();
        await using var owned = world;
        foreach (var name in MailTemplates.Names.Where(name => name.EndsWith(".html", StringComparison.Ordinal)))
        {
            await world.AskAsync<PreviewTemplate, Guid>(preview => preview.SendAsync(name, administrator, Cancel));
        }

        await world.RunAsync("outbox");

        var sent = await world.SentAsync(administrator.Id);
        Assert.Equal(MailTemplates.Names.Count(name => name.EndsWith(".html", StringComparison.Ordinal)), sent.Count);
        Assert.All(sent, mail => Assert.Matches(@"^(【试发】|\[Test\] )", mail.Subject));
        Assert.All(await world.MailsAsync(MailKind.Test, administrator.Id), mail => Assert.Equal(MailStatus.Accepted, mail.Status));
    }

    [Fact]
    public async Task The_preview_shows_an_unsaved_text_with_invented_and_with_real_data()
    {
        var (world, administrator) = await WorldAsync();
        await using var owned = world;
        world.Clock.Advance(TimeSpan.FromDays(60));   // the newest of all that the class's worlds owe
        await world.OweAsync(subject: "真实的主题");

        var sample = await world.AskAsync<PreviewTemplate, MailContent>(async preview =>
            (await preview.WithSampleAsync(Name, "Subject: 样子 {{ subject }}\n{{ text }}", administrator, Cancel)).Mail);
        var real = await world.AskAsync<PreviewTemplate, MailContent?>(async preview =>
            (await preview.WithRealAsync(Name, "Subject: 样子 {{ subject }}\n{{ text }}", Cancel))?.Mail);
        var faults = await world.AskAsync<PreviewTemplate, int>(async preview =>
            (await preview.WithSampleAsync(Name, "{% gone %}", administrator, Cancel)).Faults.Count);

        Assert.StartsWith("样子 ", sample.Subject, StringComparison.Ordinal);
        Assert.Equal("样子 真实的主题", real?.Subject);
        Assert.Equal(1, faults);
        Assert.Equal(0, await world.ReadAsync(db => db.MailTemplates.CountAsync(row => row.Name == Name, Cancel)));
    }

    private async Task<(MailWorld World, Viewer Administrator)> WorldAsync()
    {
        var world = await MailWorld.CreateAsync(Database, Start);
        await world.ChangeAsync(db => db.MailTemplates.ExecuteDeleteAsync(Cancel));
        await world.ChangeAsync(async db =>
        {
            foreach (var former in await db.Users.Where(person => person.DisplayName == "管理员").ToListAsync(Cancel))
            {
                former.Active = false;
            }
        });
        var administrator = await world.AddPersonAsync("管理员", world.Town, Roles.Administrator);
        return (world, await world.AskAsync<PeopleDirectory, Viewer?>(people => people.ViewerAsync(administrator, Cancel))
            ?? throw new InvalidOperationException("The administrator was just added."));
    }

    private static async Task<int?> SaveAsync(MailWorld world, Viewer by, string text, int seen) =>
        await world.AskAsync<EditTemplates, TemplateChange>(edit => edit.SaveAsync(Name, text, seen, by, Cancel)) is TemplateChange.Saved saved ? saved.Version : null;
}

public sealed class MailOverridesOnSqlite(SqliteDatabase database) : MailOverridesConformance<SqliteDatabase>(database);

public sealed class MailOverridesOnPostgres(PostgresDatabase database) : MailOverridesConformance<PostgresDatabase>(database);
