using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Rectify.Workflow.Web.Designer;

/// <summary>What a token of the designer says: who, under which security stamp and session, and until when.</summary>
public sealed record StudioGrant(Guid Person, string Stamp, string Session, DateTimeOffset Until);

/// <summary>Seals the designer's short-lived bearer tokens with the installation's keys and opens them again.</summary>
public sealed class StudioToken(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long a token is good; the page fetches the next one at half of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _seal = protection.CreateProtector("Rectify.Designer.Token.v1");

    /// <summary>A token for that grant.</summary>
    public string Write(StudioGrant grant) => _seal.Protect(JsonSerializer.Serialize(grant));

    /// <summary>What the token grants; null when it is not ours, was changed, or has run out.</summary>
    public StudioGrant? Read(string token)
    {
        try
        {
            return JsonSerializer.Deserialize<StudioGrant>(_seal.Unprotect(token)) is { } grant && clock.GetUtcNow() < grant.Until ? grant : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
