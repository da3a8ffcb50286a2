using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>A template as a mail would look with it, before or after it counts (模板预览), and by mail to whoever tries it (试发).</summary>
public sealed class PreviewTemplate
{
    private readonly RectifyDb _db;
    private readonly MailComposer _composer;
    private readonly MailOverrideCache _cache;
    private readonly SampleMails _samples;
    private readonly OutboxNudge _nudge;
    private readonly TimeProvider _clock;

    internal PreviewTemplate(
        RectifyDb db, MailComposer composer, MailOverrideCache cache, SampleMails samples, OutboxNudge nudge, TimeProvider clock) =>
        (_db, _composer, _cache, _samples, _nudge, _clock) = (db, composer, cache, samples, nudge, clock);

    /// <summary>With invented data; the text replaces the template in force unless it is null.</summary>
    public async Task<(MailContent Mail, IReadOnlyCollection<TemplateFault> Faults)> WithSampleAsync(
        string name, string? text, Viewer reader, CancellationToken cancellationToken)
    {
        var overrides = await OverridesAsync(name, text, cancellationToken);
        return (_samples.For(name, reader).Write(overrides), overrides.Faults);
    }

    /// <summary>With the latest mail of the ledger that still has something to say; null when there is none.</summary>
    public async Task<(MailContent Mail, IReadOnlyCollection<TemplateFault> Faults)?> WithRealAsync(
        string name, string? text, CancellationToken cancellationToken)
    {
        var overrides = await OverridesAsync(name, text, cancellationToken);
        var (culture, part) = (name.Split('.')[0], name.Split('.')[1]);
        var mails = _db.Mails.AsNoTracking().OrderByDescending(mail => mail.PlannedAt).ThenByDescending(mail => mail.Id);
        var latest = await (Enum.TryParse<MailKind>(part, out var kind) ? mails.Where(mail => mail.Kind == kind)
            : part.StartsWith("Note-", StringComparison.Ordinal) ? mails.Where(mail => mail.Kind == MailKind.Workflow && mail.Data.Contains(part.Substring(5)))
            : mails).Take(20).ToListAsync(cancellationToken);
        foreach (var mail in latest)
        {
            if (await _composer.PreviewAsync(mail, culture, overrides, cancellationToken) is { } written)
            {
                return (written, overrides.Faults);
            }
        }

        return null;
    }

    /// <summary>Owes the person a mail written with the template in force, through the ledger and the real transport; says its id.</summary>
    public async Task<Guid> SendAsync(string name, Viewer to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        var sample = _samples.For(name, to);
        var mail = MailPlan.Test(to.Id, new(sample.Kind, sample.Culture), _clock.GetUtcNow());
        _db.Mails.Add(mail);
        await _db.SaveChangesAsync(cancellationToken);
        _nudge.Nudge();
        return mail.Id;
    }

    private async Task<MailOverrides> OverridesAsync(string name, string? text, CancellationToken cancellationToken)
    {
        var inForce = await _cache.InForceAsync(_db, cancellationToken);
        return text is null ? inForce : inForce.With(name, text.ReplaceLineEndings("\n"));
    }
}
