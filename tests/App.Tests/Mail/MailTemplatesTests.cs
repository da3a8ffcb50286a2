using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Tests.Mails;

public sealed class MailTemplatesTests
{
    public static TheoryData<MailKind, string> Every => [.. MailTemplates.Kinds
        .SelectMany(kind => MailTemplates.Cultures.Select(culture => new TheoryDataRow<MailKind, string>(kind, culture)))];

    private static readonly string[] Members =
    [
        "title", "due", "instructions", "link", "section", "status", "original", "left", "planned", "paper", "text", "unit", "official",
        "name", "item", "subject", "days_late", "number", "measures", "done", "closed", "long_term", "going", "total", "overdue", "more",
        "done_percent", "closed_percent", "width", "tone", "count", "head",
    ];

    private static readonly string[] Objects = ["task", "item", "single", "f"];

    private static readonly string[] Words = ["home", "kind", "lead", "result", "by", "on", "opinion", "next", "round", "scope", "week", "as_of"];

    private static MailFrame Frame => new("经管站负责人", "某镇巡察整改办公室", Guid.CreateVersion7(), ["因为<您>负责"], "2024年1月31日");

    [Theory, MemberData(nameof(Every))]
    public void Every_kind_has_a_subject_a_page_and_a_text_in_every_language(MailKind kind, string culture)
    {
        var content = MailTemplates.Render(kind, culture, Hostile("分红"), Frame);

        Assert.False(string.IsNullOrWhiteSpace(content.Subject));
        Assert.DoesNotContain("{{", content.Subject + content.Html + content.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Liquid error", content.Html + content.Text, StringComparison.Ordinal);
        Assert.Contains("经管站负责人", content.Html, StringComparison.Ordinal);
        Assert.Contains("因为<您>负责", content.Text, StringComparison.Ordinal);
        Assert.Contains("因为&lt;您&gt;负责", content.Html, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Every))]
    public void No_value_reaches_the_page_unescaped(MailKind kind, string culture)
    {
        const string Evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

        var page = MailTemplates.Render(kind, culture, Hostile(Evil), Frame with { Name = Evil, Sender = Evil, Why = [Evil] }).Html;

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\"'>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_language_is_answered_in_Chinese() =>
        Assert.Contains("为什么收到", MailTemplates.Render(MailKind.Workflow, "fr", Hostile("x"), Frame).Text, StringComparison.Ordinal);

    [Fact]
    public void Lines_of_an_opinion_stay_lines() =>
        Assert.Contains("第一行<br>第二行", MailTemplates.Render(MailKind.Decision, "zh-CN", Hostile("第一行\n第二行"), Frame).Html, StringComparison.Ordinal);

    /// <summary>A model that has every member any template asks for, all with the same text.</summary>
    private static Dictionary<string, object?> Hostile(string text)
    {
        Dictionary<string, object?> Leaf() => Members.ToDictionary(key => key, _ => (object?)text);

        var group = Leaf();
        group["entries"] = new List<object?> { Leaf() };
        var row = Leaf();
        row["parts"] = new List<object?> { Leaf() };
        var chart = Leaf();
        chart["rows"] = new List<object?> { row };
        var model = Leaf();
        foreach (var key in Objects)
        {
            model[key] = Leaf();
        }

        (model["tasks"], model["entries"]) = (new List<object?> { Leaf() }, new List<object?> { Leaf() });
        (model["groups"], model["lists"], model["charts"]) =
            (new List<object?> { group }, new List<object?> { group }, new List<object?> { chart });
        foreach (var key in Words)
        {
            model[key] = text;
        }

        return model;
    }
}
