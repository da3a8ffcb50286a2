using Rectify.Workflow.App.Mail.Overrides;

namespace Rectify.Workflow.App.Mail.Messages;

/// <summary>The texts a workflow's mail step can choose from (邮件模板): about an item, written in the reader's language when the mail is sent.</summary>
public static class NoteTemplates
{
    internal const string NameMark = "Name: ";

    /// <summary>The names definitions refer to them by.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["AskProgress", "AskEvidence", "TellResult"];

    /// <summary>True when there is a template of this name.</summary>
    public static bool Has(string id) => Ids.Contains(id, StringComparer.Ordinal);

    /// <summary>What a template is called in a language.</summary>
    public static string NameOf(string id, string culture)
    {
        var text = MailTemplates.Source($"{MailTemplates.LanguageOf(culture)}.Note-{id}.txt");
        return text[NameMark.Length..text.IndexOf('\n', StringComparison.Ordinal)].Trim();
    }

    /// <summary>Fills a template with what stands of the item now.</summary>
    public static (string Subject, string Text) Write(
        string id, string culture, IReadOnlyDictionary<string, object?> item, MailOverrides? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        return MailTemplates.FillPlain($"{MailTemplates.LanguageOf(culture)}.Note-{id}.txt", item, overrides ?? MailOverrides.None,
            text => MailTemplates.SplitSubject(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..], id));
    }
}
