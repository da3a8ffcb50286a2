using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Rectify.Workflow.App.Mail.Messages;

/// <summary>What a link in a mail leads to.</summary>
public enum MailLinkTarget : byte { Task = 1, Item = 2, Home = 3, Incident = 4, Jobs = 5 }

/// <summary>Where a link leads and whom it was written for. It is an address, not a permission: sign-in and the page decide.</summary>
public sealed record MailLink(Guid PersonId, MailLinkTarget Target, Guid TargetId, DateTimeOffset ExpiresAt);

/// <summary>Writes and reads the signed links of mails (/t/…).</summary>
public sealed class MailLinks(IDataProtectionProvider protection, IOptions<MailOptions> options, TimeProvider clock)
{
    private const int Length = 1 + 16 + 1 + 16 + 8;
    private const byte Version = 1;

    private readonly IDataProtector _protector = protection.CreateProtector("Rectify.MailLinks.v1");

    /// <summary>The full address to put into a mail.</summary>
    public string UrlFor(Guid personId, MailLinkTarget target, Guid targetId) =>
        $"{options.Value.PublicUrl.TrimEnd('/')}/t/{TokenFor(personId, target, targetId)}";

    /// <summary>The full address of a page, for whoever is signed in.</summary>
    public string PageAt(string path) => options.Value.PublicUrl.TrimEnd('/') + path;

    /// <summary>The token alone.</summary>
    public string TokenFor(Guid personId, MailLinkTarget target, Guid targetId)
    {
        Span<byte> plain = stackalloc byte[Length];
        plain[0] = Version;
        personId.TryWriteBytes(plain[1..], bigEndian: true, out _);
        plain[17] = (byte)target;
        targetId.TryWriteBytes(plain[18..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(plain[34..], clock.GetUtcNow().AddDays(options.Value.LinkDays).UtcTicks);
        return WebEncoders.Base64UrlEncode(_protector.Protect(plain.ToArray()));
    }

    /// <summary>What the token says; null when it was not written by us, was changed, or has expired.</summary>
    public MailLink? Read(string? token)
    {
        if (token is not { Length: > 0 and < 600 })
        {
            return null;
        }

        byte[] plain;
        try
        {
            plain = _protector.Unprotect(WebEncoders.Base64UrlDecode(token));
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }

        if (plain.Length != Length || plain[0] != Version || !Enum.IsDefined((MailLinkTarget)plain[17]))
        {
            return null;
        }

        var link = new MailLink(
            new Guid(plain.AsSpan(1, 16), bigEndian: true),
            (MailLinkTarget)plain[17],
            new Guid(plain.AsSpan(18, 16), bigEndian: true),
            new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(34)), TimeSpan.Zero));
        return link.ExpiresAt > clock.GetUtcNow() ? link : null;
    }
}
