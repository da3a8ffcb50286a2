using Rectify.Workflow.App.Mail.Overrides;

namespace Rectify.Workflow.App.Mail;

/// <summary>What an administrator has to see on every page: that all mail is held, and templates of theirs that break.</summary>
public sealed class MailWarnings(HoldMail hold, EditTemplates templates)
{
    public async Task<(MailHold? Held, IReadOnlyList<string> Broken)> FindAsync(CancellationToken cancellationToken) =>
        (await hold.FindAsync(cancellationToken), await templates.BrokenAsync(cancellationToken));
}
