using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>From whom each unit's mails come, and where answers go (发件单位).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class SendersModel(ChangeSender senders, IOptions<MailOptions> options, Words words) : RectifyPage
{
    public IReadOnlyList<SenderRow> Rows { get; private set; } = [];

    public string DefaultFrom => options.Value.From;

    public string DefaultName => options.Value.FromName;

    /// <summary>The unit whose form was refused, with what was typed.</summary>
    public Guid? Editing { get; private set; }

    public SenderForm Typed { get; private set; } = new(null, null, null);

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => Rows = await senders.ListAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(
        [FromForm] Guid unit, [FromForm] string? from, [FromForm] string? name, [FromForm] string? replyTo, CancellationToken cancellationToken)
    {
        Typed = new(from, name, replyTo);
        var problems = await senders.SaveAsync(unit, Typed, Viewer, cancellationToken);
        if (problems is null)
        {
            return NotFound();
        }

        if (problems.Count == 0)
        {
            TempData["Done"] = words["发件单位已保存。"];
            return RedirectToPage();
        }

        Problems = [.. problems.Select(Text)];
        Editing = unit;
        Rows = await senders.ListAsync(cancellationToken);
        return Page();
    }

    private static string Text(SenderProblem problem) => problem switch
    {
        SenderProblem.FromInvalid => "发件地址必须是一个邮箱地址。",
        SenderProblem.ReplyToInvalid => "回复地址必须是一个邮箱地址。",
        SenderProblem.NameWithoutFrom => "填了发件人名称，就要填发件地址。",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "No text for this problem."),
    };
}
