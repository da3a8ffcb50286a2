using Microsoft.AspNetCore.Authorization;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>All mail templates, and which an administrator wrote anew (邮件模板).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class TemplatesModel(EditTemplates templates, Words words) : RectifyPage
{
    public IReadOnlyList<TemplateRow> Rows { get; private set; } = [];

    public string TitleOf(string name) => TitleOf(name, words);

    public async Task OnGetAsync(CancellationToken cancellationToken) => Rows = await templates.ListAsync(cancellationToken);

    /// <summary>What a template is called for people.</summary>
    internal static string TitleOf(string name, Words words)
    {
        var part = name.Split('.')[1];
        return part == "Layout" ? words["公共框架"]
            : part.StartsWith("Note-", StringComparison.Ordinal) ? words["现成文字：{0}", NoteTemplates.NameOf(part[5..], Words.IsEnglish ? "en" : "zh-CN")]
            : Enum.TryParse<MailKind>(part, out var kind) ? words[Labels.Mail(kind)] : part;
    }
}
