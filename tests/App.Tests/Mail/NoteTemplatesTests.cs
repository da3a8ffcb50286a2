using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Tests.Databases;
using Rectify.Workflow.Domain.Items;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>The ready-made texts of a workflow's mail step (邮件模板).</summary>
public sealed class NoteTemplatesTests(SqliteDatabase database) : OnDatabase<SqliteDatabase>(database)
{
    [Fact]
    public void Every_template_has_a_name_a_subject_and_a_text_in_both_languages()
    {
        var item = new Dictionary<string, object?>
        {
            ["number"] = 5,
            ["title"] = "分红款催收",
            ["unit"] = "经管站",
            ["official"] = "经管站负责人",
            ["due"] = "2023年12月31日",
            ["stands"] = "还有3天",
            ["status"] = "整改中",
        };
        Assert.All(NoteTemplates.Ids.SelectMany(id => MailTemplates.Cultures.Select(culture => (id, culture))), each =>
        {
            var (subject, text) = NoteTemplates.Write(each.id, each.culture, item);

            Assert.NotEmpty(NoteTemplates.NameOf(each.id, each.culture));
            Assert.Contains("分红款催收", subject, StringComparison.Ordinal);
            Assert.Contains("经管站负责人", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Name:", subject + text, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", subject + text, StringComparison.Ordinal);
        });
        Assert.NotEqual(NoteTemplates.NameOf("AskProgress", "zh-CN"), NoteTemplates.NameOf("AskProgress", "en"));
    }

    [Fact]
    public async Task A_template_is_filled_with_what_stands_when_the_mail_leaves_and_own_words_go_before_or_after()
    {
        await using var world = await MailWorld.CreateAsync(Database, MailWorld.Local(2023, 12, 28, 10));
        var item = await world.ItemAsync(5, new(2023, 12, 31));
        var now = world.Clock.GetUtcNow();
        await world.ChangeAsync(db =>
        {
            db.Mails.Add(MailPlan.FromWorkflow(world.Official, "plain", item, "", "", now, "AskProgress"));
            db.Mails.Add(MailPlan.FromWorkflow(world.Official, "own", item, "自己的主题", "另请带上账本。", now, "AskEvidence"));
            return Task.CompletedTask;
        });
        await world.MoveAsync(item, ItemTrigger.Submit);
        await world.RunAsync("outbox");

        var sent = await world.SentAsync(world.Official);
        Assert.Equal(["请报告进展：第5项 扶贫项目分红款催收不到位(5)", "自己的主题"], sent.Select(mail => mail.Subject).Order(StringComparer.Ordinal).Reverse());
        var asked = sent.Single(mail => mail.Subject != "自己的主题").TextBody;
        Assert.Contains("时限2023年12月31日，还有3天", asked, StringComparison.Ordinal);
        Assert.Contains("现为“待核查”", asked, StringComparison.Ordinal);
        Assert.Contains("另请带上账本。", sent.Single(mail => mail.Subject == "自己的主题").TextBody, StringComparison.Ordinal);
    }
}
