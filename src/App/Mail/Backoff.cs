using System.Buffers.Binary;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// How long to wait after a temporary refusal: longer each time, and spread by up to a quarter, so that mails refused
/// together do not come back together.
/// </summary>
internal static class Backoff
{
    private static readonly TimeSpan[] OfMail =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4),
    ];

    private static readonly TimeSpan[] OfServer =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
    ];

    /// <summary>No host waits longer for the server, even one whose clock is a quarter of an hour behind.</summary>
    public static readonly TimeSpan LongestOfServer = TimeSpan.FromMinutes(30);

    /// <summary>After so many attempts of a mail.</summary>
    public static TimeSpan AfterAttempt(int attempts, Guid mail) => Spread(OfMail[Math.Clamp(attempts, 1, OfMail.Length) - 1], Seed(mail, attempts));

    /// <summary>After the server could not be used so many times running.</summary>
    public static TimeSpan AfterFailure(int failures, Guid dispatcher) => Spread(OfServer[Math.Clamp(failures, 1, OfServer.Length) - 1], Seed(dispatcher, failures));

    private static TimeSpan Spread(TimeSpan wait, uint seed) => wait + (wait * (0.25 * seed / uint.MaxValue));

    // The last bytes of an id are random; the factor (Knuth's) spreads the attempts of one mail.
    private static uint Seed(Guid id, int attempt)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return unchecked((BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) + (uint)attempt) * 2654435761u);
    }
}
