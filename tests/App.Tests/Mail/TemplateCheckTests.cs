using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Tests.Mails;

public sealed class TemplateCheckTests
{
    private static readonly Viewer Administrator = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "管理员", [Roles.Administrator], []);

    public static TheoryData<string> Names => [.. MailTemplates.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_built_in_template_passes_its_own_check_and_shows_the_sample(string name)
    {
        var sample = Samples().For(name, Administrator);

        Assert.Empty(TemplateCheck.Problems(name, MailTemplates.Source(name).ReplaceLineEndings("\n"), sample));
        var mail = sample.Write(MailOverrides.None);
        Assert.Contains("管理员", mail.Html, StringComparison.Ordinal);
        Assert.Contains("管理员", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-CN.Reminder.txt", "没有主题\n正文", 1, "Subject: ")]
    [InlineData("zh-CN.Reminder.txt", "Subject: 主题", 1, "第二行起")]
    [InlineData("zh-CN.Reminder.txt", "", 1, "空的")]
    [InlineData("zh-CN.Note-AskProgress.txt", "Name: 名称\n没有主题\n正文", 2, "Subject: ")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n一\n{% if single %}\n二", 3, "endif")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n{% for entry in groups %}\n{% endif %}\n{% endfor %}", 3, "endif")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n一\n二\n{{ count", 4, "没有结束")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n{% endfro %}", 2, "endfro")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n{% wenn single %}", 2, "wenn")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n\n{% for entry ni groups %}{% endfor %}", 3, "for entry ni groups")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n\n共{{ cuont }}项", 3, "cuont")]
    [InlineData("zh-CN.Reminder.html", "<p>{{ count }}</p>\n{% for g in groups %}{{ g.nmae }}{% endfor %}", 2, "nmae")]
    [InlineData("zh-CN.Reminder.txt", "Subject: x\n{% for a in (1..100000) %}{{ a }}{% endfor %}", 1, "示例数据")]
    [InlineData("zh-CN.Layout.html", "<html><body>{{ name }}</body></html>", 1, "body")]
    public void A_mistake_is_told_with_its_line(string name, string text, int line, string told)
    {
        var problem = TemplateCheck.Problems(name, text, Samples().For(name, Administrator))[0];

        Assert.Equal(line, problem.Line);
        Assert.Contains(told, problem.Chinese, StringComparison.Ordinal);
        Assert.NotEqual(problem.Chinese, problem.English);
    }

    [Fact]
    public void Names_of_ones_own_and_every_tag_that_there_is_are_fine()
    {
        const string Text = """
            Subject: {% if single %}{{ single.title }}{% elsif count == 0 %}-{% else %}{{ count }}{% endif %}
            {% assign mine = count %}{{ mine }}{% comment %} {{ whatever }} {% endcomment %}{% raw %}{{ asis }}{% endraw %}
            {% capture all %}{% for group in groups %}{{ forloop.index }} {{ group.name | upcase }}{% endfor %}{% endcapture %}{{ all }}
            {% case count %}{% when 1 %}one{% else %}{{ 'many' }}{% endcase %}{% unless single %}{{ home }}{% endunless %}
            """;

        Assert.Empty(TemplateCheck.Problems("zh-CN.Reminder.txt", Text.ReplaceLineEndings("\n"), Samples().For("zh-CN.Reminder.txt", Administrator)));
    }

    private static SampleMails Samples()
    {
        var clock = new FakeTimeProvider(MailWorld.Local(2023, 12, 4));
        return new(new MailLinks(new EphemeralDataProtectionProvider(), Options.Create(MailSamples.Options()), clock), WorkingCalendars.Shipped,
            new TownZone(TimeZoneInfo.FindSystemTimeZoneById(TownZone.Standard)), clock);
    }
}
