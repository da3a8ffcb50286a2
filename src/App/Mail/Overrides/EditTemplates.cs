using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Deadlines;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>A template as the list of templates shows it: the administrator's version, or none.</summary>
public sealed record TemplateRow(string Name, int Version, bool Own, DateTimeOffset? At, string? By, DateTimeOffset? FaultAt, string? Fault);

/// <summary>What became of saving a template.</summary>
public abstract record TemplateChange
{
    private TemplateChange() { }

    public sealed record Saved(int Version) : TemplateChange;

    /// <summary>The text is not usable; every problem with its line.</summary>
    public sealed record Refused(IReadOnlyList<LineProblem> Problems) : TemplateChange;

    /// <summary>Somebody saved another version since the editor was opened.</summary>
    public sealed record Overtaken : TemplateChange;
}

/// <summary>An administrator's own mail templates (邮件模板): kept in versions, checked before they count, given up for the built-in ones.</summary>
public sealed class EditTemplates(RectifyDb db, SampleMails samples, TimeProvider clock)
{
    /// <summary>Every template there is, with the administrator's version if one is in force.</summary>
    public async Task<IReadOnlyList<TemplateRow>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await WithNames(db.CurrentTemplates()).ToDictionaryAsync(row => row.Name, cancellationToken);
        return [.. MailTemplates.Names.Select(name => rows.GetValueOrDefault(name) ?? new TemplateRow(name, 0, false, null, null, null, null))];
    }

    /// <summary>All versions of a template, newest first.</summary>
    public async Task<IReadOnlyList<TemplateRow>> VersionsAsync(string name, CancellationToken cancellationToken) =>
        await WithNames(db.MailTemplates.AsNoTracking().Where(row => row.Name == name).OrderByDescending(row => row.Version))
            .ToListAsync(cancellationToken);

    /// <summary>A version's text, the built-in one where that counted; null when there is no such version.</summary>
    public async Task<string?> TextAsync(string name, int version, CancellationToken cancellationToken)
    {
        if (version == 0)
        {
            return MailTemplates.Source(name);
        }

        var row = await db.MailTemplates.AsNoTracking().SingleOrDefaultAsync(each => each.Name == name && each.Version == version, cancellationToken);
        return row is null ? null : row.Text ?? MailTemplates.Source(name);
    }

    /// <summary>Templates that failed and are still in force: what an administrator has to be told.</summary>
    public Task<List<string>> BrokenAsync(CancellationToken cancellationToken) =>
        db.CurrentTemplates().Where(row => row.FaultAt != null).OrderBy(row => row.Name).Select(row => row.Name).ToListAsync(cancellationToken);

    /// <summary>Puts a text into force, if it is right and nobody was faster.</summary>
    public async Task<TemplateChange> SaveAsync(string name, string text, int seen, Viewer by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(by);
        var written = text.ReplaceLineEndings("\n");
        return TemplateCheck.Problems(name, written, samples.For(name, by)) is { Count: > 0 } problems
            ? new TemplateChange.Refused(problems)
            : await AddAsync(name, written, seen, by, "mail.template.saved", cancellationToken);
    }

    /// <summary>Takes up the built-in text again; the versions are kept.</summary>
    public Task<TemplateChange> ResetAsync(string name, int seen, Viewer by, CancellationToken cancellationToken) =>
        AddAsync(name, null, seen, by, "mail.template.reset", cancellationToken);

    private async Task<TemplateChange> AddAsync(
        string name, string? text, int seen, Viewer by, string kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!by.Is(Roles.Administrator) || !MailTemplates.Names.Contains(name))
        {
            throw new InvalidOperationException($"{by.Id} cannot change template {name}.");
        }

        var acting = Acting.Person(by.Id, clock);
        db.MailTemplates.Add(new() { Name = name, Version = seen + 1, Text = text, At = acting.At, By = by.Id });
        db.Record(acting, kind, new JsonObject { ["template"] = name, ["version"] = seen + 1 });
        try
        {
            if ((await db.MailTemplates.Where(row => row.Name == name).MaxAsync(row => (int?)row.Version, cancellationToken) ?? 0) != seen)
            {
                return new TemplateChange.Overtaken();
            }

            await db.SaveChangesAsync(cancellationToken);
            return new TemplateChange.Saved(seen + 1);
        }
        catch (DbUpdateException lost) when (lost.IsLostRace)
        {
            return new TemplateChange.Overtaken();
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private IQueryable<TemplateRow> WithNames(IQueryable<MailTemplateVersion> rows) =>
        from row in rows
        from person in db.Users.Where(person => person.Id == row.By).DefaultIfEmpty()
        select new TemplateRow(row.Name, row.Version, row.Text != null, row.At, person == null ? null : person.DisplayName, row.FaultAt, row.Fault);
}
