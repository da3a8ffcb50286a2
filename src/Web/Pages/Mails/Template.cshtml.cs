using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Host;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>One mail template: changed, checked, previewed, tried out, compared with the built-in one, given up (邮件模板).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class TemplateModel(EditTemplates templates, PreviewTemplate preview, Words words) : RectifyPage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    public string Title => TemplatesModel.TitleOf(Name, words);

    public string Text { get; private set; } = "";

    /// <summary>The version that was the last when the editor was opened.</summary>
    public int Seen { get; private set; }

    public TemplateRow? Current => Versions.Count > 0 ? Versions[0] : null;

    public IReadOnlyList<TemplateRow> Versions { get; private set; } = [];

    public IReadOnlyList<LineProblem> Problems { get; private set; } = [];

    /// <summary>What the editor's text has that the built-in one has not, and the other way round.</summary>
    public IReadOnlyList<DiffLine> Diff { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromQuery] int? version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken) || await templates.TextAsync(Name, version ?? Seen, cancellationToken) is not { } text)
        {
            return NotFound();
        }

        Show(text);
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync([FromForm] string? text, [FromForm] int seen, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        switch (await templates.SaveAsync(Name, text ?? "", seen, Viewer, cancellationToken))
        {
            case TemplateChange.Refused(var problems):
                Problems = problems;
                Seen = seen;
                Show(text ?? "");
                return Page();
            case var other:
                return Answer(other, words["模板已保存，从下一封邮件起使用。"]);
        }
    }

    public async Task<IActionResult> OnPostResetAsync([FromForm] int seen, CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken)
            ? Answer(await templates.ResetAsync(Name, seen, Viewer, cancellationToken), words["已恢复内置模板。"])
            : NotFound();

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        var mail = await preview.SendAsync(Name, Viewer, cancellationToken);
        TempData["Done"] = words["试发邮件已列入台账。"];
        return Redirect($"/mails/{mail}");
    }

    private RedirectToPageResult Answer(TemplateChange change, string done)
    {
        TempData[change is TemplateChange.Saved ? "Done" : "Refused"] = change is TemplateChange.Saved ? done : words["模板已被他人修改，请重新打开后再改。"];
        return RedirectToPage(new { name = Name });
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (!MailTemplates.Names.Contains(Name))
        {
            return false;
        }

        Versions = await templates.VersionsAsync(Name, cancellationToken);
        Seen = Versions.Count > 0 ? Versions[0].Version : 0;
        return true;
    }

    private void Show(string text)
    {
        Text = text.ReplaceLineEndings("\n");
        Diff = LineDiff.Of(MailTemplates.Source(Name).ReplaceLineEndings("\n"), Text);
    }

    /// <summary>The text in force for the frame, as a mail program would show it.</summary>
    public Task<IActionResult> OnGetPreviewAsync([FromQuery] string? data, [FromQuery] string? form, CancellationToken cancellationToken) =>
        PreviewAsync(null, data, form, cancellationToken);

    /// <summary>A text that is not saved, for the frame.</summary>
    public Task<IActionResult> OnPostPreviewAsync([FromForm] string? text, [FromQuery] string? data, [FromQuery] string? form, CancellationToken cancellationToken) =>
        PreviewAsync(text ?? "", data, form, cancellationToken);

    private async Task<IActionResult> PreviewAsync(string? text, string? data, string? form, CancellationToken cancellationToken)
    {
        if (!MailTemplates.Names.Contains(Name))
        {
            return NotFound();
        }

        var shown = data == "real"
            ? await preview.WithRealAsync(Name, text, cancellationToken)
            : await preview.WithSampleAsync(Name, text, Viewer, cancellationToken);
        Response.Headers.ContentSecurityPolicy = SecurityHeaders.MailBody;
        return Content(
            shown is not { } written ? Plain(words["台账里还没有可以用来预览的邮件。"])
            : written.Faults.FirstOrDefault(fault => fault.Name == Name) is { } fault ? Plain(words["模板出错：{0}", fault.Error])
            : form == "text" ? Plain($"{words["主题"]}：{written.Mail.Subject}\n\n{written.Mail.Text}")
            : MailFolder.Clean(written.Mail.Html, written.Mail.Pictures.ToDictionary(
                picture => picture.Source[4..], picture => $"data:{picture.ContentType};base64,{Convert.ToBase64String(picture.Bytes.Span)}", StringComparer.Ordinal)),
            "text/html; charset=utf-8");
    }

    private static string Plain(string text) =>
        $"<!DOCTYPE html><html><body><pre style=\"white-space:pre-wrap;font:14px/1.6 sans-serif\">{Encoder.Encode(text).Replace("&#xA;", "\n", StringComparison.Ordinal)}</pre></body></html>";
}
