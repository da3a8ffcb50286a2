using System.Data.Common;
using System.Net.Sockets;
using Rectify.Workflow.App.Demo;

namespace Rectify.Workflow.Web.Host;

/// <summary>Turns what can go wrong at start into one sentence that says what to do.</summary>
public static class HostFailure
{
    /// <summary>The sentence; null when the failure is not one of these and its trace is needed.</summary>
    public static string? Explain(Exception error, string database)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return "The address is in use by another program. Stop it, or choose another with --urls http://localhost:PORT.";
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return "This user may not listen on that port. Choose one above 1024 with --urls http://localhost:PORT.";
                case UnauthorizedAccessException denied:
                    return $"The data folder cannot be written: {denied.Message} Choose another with --data DIR.";
                case DbException or SocketException:
                    return $"The database ({database}) is not available: {cause.Message} Check Rectify:Database and that the server is running.";
                case DemoException demo:
                    return demo.Message;
                case Microsoft.Extensions.Options.OptionsValidationException settings:
                    return $"A setting is wrong: {string.Join(' ', settings.Failures)}";
                case FormatException or InvalidOperationException when cause.Message.StartsWith("Rectify:", StringComparison.Ordinal):
                    return cause.Message;
            }
        }

        return null;
    }
}
