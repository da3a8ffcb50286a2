using System.ComponentModel.DataAnnotations;

namespace Rectify.Workflow.App.Calls;

/// <summary>
/// Settings under "Rectify:Calls": which servers workflows may send requests to. Nothing is allowed unless it is listed.
/// </summary>
public sealed class CallOptions : IValidatableObject
{
    public const string Section = "Rectify:Calls";

    /// <summary>
    /// Hosts on the public internet, such as "api.example.org", "*.example.org" or "api.example.org:8443"; without a port the
    /// usual one of the scheme is meant.
    /// </summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>Hosts that may also have an address of the private network or of this machine.</summary>
    public IList<string> AllowedPrivateHosts { get; init; } = [];

    /// <summary>How long one request may take, redirects included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")] public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes of an answer that are taken.</summary>
    [Range(1_024, 16_777_216)] public int MostBytes { get; set; } = 1_048_576;

    [Range(0, 20)] public int MostRedirects { get; set; } = 5;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AllowedHosts.Concat(AllowedPrivateHosts)
        .Where(host => !HostRule.TryParse(host, out _))
        .Select(host => new ValidationResult($"'{host}' is no host such as api.example.org, *.example.org or api.example.org:8443."));
}

/// <summary>One entry of the list: a host, or everything below a domain.</summary>
internal sealed record HostRule(string Host, bool IsBelow, int? Port)
{
    public static bool TryParse(string? text, out HostRule rule)
    {
        rule = new("", false, null);
        var isBelow = text?.StartsWith("*.", StringComparison.Ordinal) == true;
        if (string.IsNullOrWhiteSpace(text) || !Uri.TryCreate($"https://{(isBelow ? text[2..] : text)}", UriKind.Absolute, out var uri)
            || uri is not { AbsolutePath: "/", Query: "", UserInfo: "" } || uri.IdnHost.Contains('*', StringComparison.Ordinal))
        {
            return false;
        }

        rule = new(uri.IdnHost, isBelow, text.EndsWith($":{uri.Port}", StringComparison.Ordinal) ? uri.Port : null);
        return true;
    }

    public bool Fits(Uri uri)
    {
        var name = IsBelow ? uri.IdnHost.EndsWith($".{Host}", StringComparison.OrdinalIgnoreCase) : uri.IdnHost.Equals(Host, StringComparison.OrdinalIgnoreCase);
        return name && (Port is { } port ? uri.Port == port : uri.IsDefaultPort);
    }
}
