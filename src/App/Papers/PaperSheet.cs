using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rectify.Workflow.App.Papers;

/// <summary>What a paper says, part by part, as of the day it was issued; later changes of the item do not reach it.</summary>
public sealed record PaperSheet
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // stored, never put into a page
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The issuing body in full (发文机关), which heads and signs it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The unit it is addressed to (主送); null where a workflow wrote only a text.</summary>
    public string? Addressee { get; init; }

    /// <summary>Who gets a copy (抄送).</summary>
    public IReadOnlyList<string> CopyTo { get; init; } = [];

    /// <summary>The item as a table, label and value.</summary>
    public IReadOnlyList<PaperFact> Facts { get; init; } = [];

    /// <summary>How the item stands, in one sentence.</summary>
    public string? Finding { get; init; }

    /// <summary>What is asked for (要求).</summary>
    public required string Demand { get; init; }

    /// <summary>Whom to ask (联系人); null points to the item's page.</summary>
    public string? Contact { get; init; }

    /// <summary>The item's title, for the file's name.</summary>
    public string? Subject { get; init; }

    /// <summary>The journal's check value (日志校验值) of the day, so that whoever holds the paper can prove the journal; null when there was none yet.</summary>
    public string? CheckValue { get; init; }

    /// <summary>The whole text in running words, as mails and pages show it.</summary>
    public string ToText() => (Addressee is null ? "" : $"{Addressee}：\n") + (Finding is null ? "" : $"{Finding}\n") + Demand;

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static PaperSheet Read(string text) => JsonSerializer.Deserialize<PaperSheet>(text, Json)
        ?? throw new InvalidOperationException("A stored paper has no sheet.");
}

/// <summary>One line of a paper's table.</summary>
public sealed record PaperFact(string Label, string Value);
