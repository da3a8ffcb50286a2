using System.Net;
using System.Net.Sockets;

namespace Rectify.Workflow.Web.Host;

/// <summary>Chooses where to listen: what is configured, else port 5080 or the next free one.</summary>
public static class ListenAddress
{
    /// <summary>The port a newcomer finds in the README.</summary>
    public const int DefaultPort = 5080;

    private static readonly string[] Settings = ["urls", "http_ports", "https_ports"];

    /// <summary>True when somebody said where to listen; then a busy port is an error, not a reason to move.</summary>
    public static bool IsConfigured(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Settings.Any(key => !string.IsNullOrEmpty(configuration[key]))
            || configuration.GetSection("Kestrel:Endpoints").Exists();
    }

    /// <summary>The default port, or the first free one of the twenty after it.</summary>
    public static int FreePort()
    {
        for (var port = DefaultPort; port < DefaultPort + 20; port++)
        {
            if (IsFree(port))
            {
                return port;
            }
        }

        return 0;
    }

    private static bool IsFree(int port)
    {
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
            {
                continue;
            }

            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(address, port));
            }
            catch (SocketException error) when (error.SocketErrorCode != SocketError.AddressNotAvailable)
            {
                return false;
            }
            catch (SocketException)
            {
                // A machine without this loopback address: nothing can be listening on it.
            }
        }

        return true;
    }
}
