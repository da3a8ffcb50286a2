namespace Rectify.Workflow.App.Mail.Messages;

/// <summary>A style of our own that may stand in a page as it is.</summary>
internal sealed record MailStyle(string Css);

/// <summary>The look of all mails. Mail programs drop style sheets, so each element carries its own.</summary>
internal static class MailStyles
{
    private const string Font =
        "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;";

    private const string Line = "border-bottom:1px solid #e3e6ea;";
    private const string Quiet = "color:#5b6570;";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["page"] = "margin:0;padding:0;background:#eef0f3;" + Font,
        ["outer"] = "background:#eef0f3;",
        ["hidden"] = "display:none;max-height:0;overflow:hidden;",
        ["card"] = "max-width:640px;background:#ffffff;border:1px solid #dde1e6;border-radius:6px;border-collapse:separate;overflow:hidden;" + Font,
        ["band"] = "padding:14px 28px;background:#9e1b1b;color:#ffffff;font-size:15px;letter-spacing:1px;",
        ["body"] = "padding:24px 28px 12px 28px;font-size:15px;line-height:1.7;color:#1d2329;",
        ["greeting"] = "margin:0 0 12px 0;",
        ["foot"] = "padding:14px 28px 18px 28px;font-size:12px;line-height:1.7;border-top:1px solid #e3e6ea;word-break:break-word;" + Quiet,
        ["h1"] = "margin:0 0 12px 0;font-size:20px;line-height:1.4;font-weight:700;",
        ["h2"] = "margin:22px 0 6px 0;font-size:16px;line-height:1.4;font-weight:700;",
        ["p"] = "margin:0 0 14px 0;",
        ["small"] = "font-size:13px;line-height:1.5;" + Quiet,
        ["facts"] = "border-collapse:collapse;margin:0 0 18px 0;",
        ["label"] = "padding:8px 12px 8px 0;width:84px;vertical-align:top;font-size:14px;" + Line + Quiet,
        ["value"] = "padding:8px 0;vertical-align:top;font-size:15px;" + Line,
        ["button"] = "display:inline-block;padding:10px 22px;background:#9e1b1b;color:#ffffff;text-decoration:none;border-radius:4px;font-weight:600;",
        ["link"] = "color:#1b4f8f;text-decoration:none;font-weight:600;",
        ["table"] = "border-collapse:collapse;margin:0 0 14px 0;font-size:15px;",
        ["th"] = "padding:6px 8px 6px 0;text-align:left;font-size:13px;font-weight:600;" + Line + Quiet,
        ["thnum"] = "padding:6px 0 6px 10px;text-align:right;font-size:13px;font-weight:600;white-space:nowrap;" + Line + Quiet,
        ["thbar"] = "padding:6px 8px;text-align:left;font-size:12px;font-weight:400;" + Line + Quiet,
        ["td"] = "padding:8px 8px 8px 0;vertical-align:top;line-height:1.5;" + Line,
        ["tdnarrow"] = "padding:8px 0;vertical-align:top;text-align:right;white-space:nowrap;font-size:14px;line-height:1.5;" + Line,
        ["tdnum"] = "padding:8px 0 8px 10px;vertical-align:top;text-align:right;white-space:nowrap;" + Line,
        ["tdbar"] = "padding:14px 8px 8px 8px;vertical-align:top;width:40%;" + Line,
        ["track"] = "border-collapse:collapse;background:#e3e6ea;",
        ["tiles"] = "border-collapse:separate;margin:0 0 16px 0;",
        ["tile"] = "padding:12px 4px;width:23%;text-align:center;background:#f5f6f8;border:1px solid #e3e6ea;border-radius:4px;line-height:1.4;",
        ["gap"] = "width:8px;font-size:0;line-height:0;",
        ["figure"] = "font-size:24px;font-weight:700;",
        ["paper"] = "margin:0 0 16px 0;padding:14px 16px;background:#faf8f4;border:1px solid #e6dfd0;border-left:4px solid #9e1b1b;border-radius:4px;",
        ["number"] = "margin:0 0 4px 0;font-size:14px;" + Quiet,
        ["papertitle"] = "margin:0 0 4px 0;font-size:16px;font-weight:700;line-height:1.5;",
        ["papertext"] = "margin:10px 0;",
        ["ink"] = "color:#1d2329;",
        ["quiet"] = Quiet,
        ["bad"] = "color:#b3261e;",
        ["near"] = "color:#8a5300;",
        ["good"] = "color:#1e6b43;",
        ["picture"] = "display:block;width:100%;max-width:584px;height:auto;border:0;border-radius:4px;",
        ["pinpaper"] = "margin:8px 0 0 0;",
    };

    public static MailStyle Closed { get; } = Bar("#2f855a");
    public static MailStyle LongTerm { get; } = Bar("#8cc5a2");
    public static MailStyle GoingOn { get; } = Bar("#b7bfc8");
    public static MailStyle Overdue { get; } = Bar("#c0392b");

    private static MailStyle Bar(string colour) => new($"background:{colour};height:10px;font-size:0;line-height:0;");
}
