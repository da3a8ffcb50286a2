using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Rectify.Workflow.App.Calls;

/// <summary>
/// Decides whether a workflow may talk to an address (允许名单), and connects only to an address it has checked: a name that
/// answers differently the second time gains nothing.
/// </summary>
public sealed class CallGate(IOptions<CallOptions> options)
{
    private readonly HostRule[] _public = Rules(options.Value.AllowedHosts);
    private readonly HostRule[] _private = Rules(options.Value.AllowedPrivateHosts);

    /// <summary>Looks up a host's addresses; tests put another one here.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> LookUp { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Throws <see cref="CallRefusedException"/> unless the address is on the list.</summary>
    public void Check(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https"))
        {
            throw new CallRefusedException($"Only http and https are allowed, not '{(uri.IsAbsoluteUri ? uri.Scheme : uri)}'.");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new CallRefusedException("A name and password in the address are not allowed. Use the Authorization input.");
        }

        if (!_public.Concat(_private).Any(rule => rule.Fits(uri)))
        {
            throw new CallRefusedException(
                $"The server '{uri.Host}:{uri.Port}' is not on the list of allowed servers. An administrator of the system adds it to {CallOptions.Section}:{nameof(CallOptions.AllowedHosts)}.");
        }
    }

    /// <summary>Opens the connection for a request, to one of the addresses the host has now and may have.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var uri = context.InitialRequestMessage.RequestUri ?? throw new CallRefusedException("The request has no address.");
        Check(uri);
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var known = IPAddress.TryParse(host, out var literal) ? [literal] : await LookUp(host, cancellationToken);
        var mayBePrivate = _private.Any(rule => rule.Fits(uri));
        var allowed = known.Where(address => mayBePrivate || PublicAddress.Is(address)).ToArray();
        if (allowed.Length == 0)
        {
            throw known.Length == 0
                ? new SocketException((int)SocketError.HostNotFound)
                : new CallRefusedException($"The server '{host}' has an address inside the private network, which workflows may not reach.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HostRule[] Rules(IEnumerable<string> hosts) =>
        [.. hosts.Select(host => HostRule.TryParse(host, out var rule) ? rule : null).OfType<HostRule>()];
}

/// <summary>A request that may not be sent; the message is for the administrator who drew the workflow.</summary>
public sealed class CallRefusedException(string message) : Exception(message);
