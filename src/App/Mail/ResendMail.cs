using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Mail;

/// <summary>A person decides that an uncertain or failed mail goes out once more; its Message-ID stays the same.</summary>
public sealed class ResendMail(RectifyDb db, TimeProvider clock)
{
    /// <summary>True when the mail was uncertain or failed and is planned again.</summary>
    public async Task<bool> RunAsync(Guid mailId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await db.Mails
            .Where(mail => mail.Id == mailId && (mail.Status == MailStatus.Uncertain || mail.Status == MailStatus.Failed))
            .ExecuteUpdateAsync(set => set
                .SetProperty(mail => mail.Status, MailStatus.Planned)
                .SetProperty(mail => mail.DueAt, now)
                .SetProperty(mail => mail.Attempts, 0), cancellationToken) == 1;
    }
}
