using System.Collections.Concurrent;
using System.Collections.Immutable;
using DotLiquid;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>An administrator's template that failed while a mail was written; the built-in one took its place.</summary>
public sealed record TemplateFault(string Name, int Version, string Error);

/// <summary>The administrator's own templates that are in force while mails are written, and what went wrong with them.</summary>
public sealed class MailOverrides
{
    private readonly ImmutableDictionary<string, Own> _own;
    private readonly ConcurrentDictionary<string, TemplateFault> _faults = new(StringComparer.Ordinal);

    private MailOverrides(ImmutableDictionary<string, Own> own) => _own = own;

    /// <summary>Only the built-in templates.</summary>
    public static MailOverrides None => new(ImmutableDictionary<string, Own>.Empty);

    /// <summary>These texts in force, by name and version.</summary>
    public static MailOverrides Of(IEnumerable<(string Name, int Version, string Text)> texts) => new(texts.ToImmutableDictionary(
        text => text.Name, text => new Own(text.Version, new(() => Parse(text.Text))), StringComparer.Ordinal));

    /// <summary>The templates that failed, each once.</summary>
    public IReadOnlyCollection<TemplateFault> Faults => [.. _faults.Values];

    /// <summary>The version in force; null for the built-in one.</summary>
    public int? VersionOf(string name) => _own.TryGetValue(name, out var own) ? own.Version : null;

    /// <summary>The same texts, with nothing found wrong yet.</summary>
    public MailOverrides Fresh() => new(_own);

    /// <summary>These texts with one replaced, as an editor tries it out.</summary>
    public MailOverrides With(string name, string text) => new(_own.SetItem(name, new Own(0, new(() => Parse(text)))));

    /// <summary>Writes with the administrator's template when there is one and it works, else with the built-in one.</summary>
    internal T Use<T>(string name, Template builtIn, Func<Template, T> write)
    {
        if (!_own.TryGetValue(name, out var own))
        {
            return write(builtIn);
        }

        try
        {
            return write(own.Template.Value);
        }
#pragma warning disable CA1031 // Whatever an administrator wrote, the mail goes out.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var instead = write(builtIn);
            _faults[name] = new(name, own.Version, error.Message);
            return instead;
        }
    }

    internal static Template Parse(string text)
    {
        var template = Template.Parse(text);
        template.MakeThreadSafe();
        return template;
    }

    private sealed record Own(int Version, Lazy<Template> Template);
}

/// <summary>
/// The templates in force, parsed once and kept until somebody saves another: each asks the table's highest key, so every
/// process writes with what was saved last.
/// </summary>
public sealed class MailOverrideCache
{
    private volatile Kept? _kept;

    /// <summary>What counts now.</summary>
    public async Task<MailOverrides> InForceAsync(RectifyDb db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var stamp = await db.MailTemplates.MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0;
        if (_kept is { } kept && kept.Stamp == stamp)
        {
            return kept.Overrides.Fresh();
        }

        var rows = await db.CurrentTemplates().Where(row => row.Text != null).ToListAsync(cancellationToken);
        var fresh = MailOverrides.Of(rows.Select(row => (row.Name, row.Version, row.Text ?? "")));
        _kept = new(stamp, fresh);
        return fresh.Fresh();
    }

    private sealed record Kept(long Stamp, MailOverrides Overrides);
}

internal static class TemplateQueries
{
    extension(RectifyDb db)
    {
        /// <summary>The highest version of each template that was ever changed.</summary>
        public IQueryable<MailTemplateVersion> CurrentTemplates() => db.MailTemplates.AsNoTracking()
            .Where(row => !db.MailTemplates.Any(later => later.Name == row.Name && later.Version > row.Version));
    }
}
