using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rectify.Workflow.Benchmarks;

/// <summary>Postfix's smtp-sink, which takes mails and forgets them, and smtp-source, which sends as fast as can be.</summary>
public sealed class SmtpTools : IDisposable
{
    private static readonly string Postfix = Environment.GetEnvironmentVariable("RECTIFY_POSTFIX") ?? "/";

    private readonly Process _sink;

    private SmtpTools(Process sink, int port) => (_sink, Port) = (sink, port);

    public int Port { get; }

    public static bool Exist => File.Exists(PathOf("smtp-sink"));

    public static async Task<SmtpTools> StartAsync()
    {
        var port = FreePort();
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        var tools = new SmtpTools(Start("smtp-sink", [.. user, Address(port), "500"]), port);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return tools;
            }
            catch (SocketException) when (!tools._sink.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Seconds that smtp-source takes for so many mails of a size over one connection.</summary>
    public async Task<double> SourceAsync(int mails, int bytes)
    {
        var started = Stopwatch.GetTimestamp();
        using var source = Start("smtp-source", ["-s", "1", "-d", "-l", Text(bytes), "-m", Text(mails), "-f", "a@town.invalid", "-t", "b@town.invalid", Address(Port)]);
        await source.WaitForExitAsync();
        return source.ExitCode == 0
            ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new InvalidOperationException($"smtp-source ended with {source.ExitCode}.");
    }

    public void Dispose()
    {
        _sink.Kill();
        _sink.WaitForExit();
        _sink.Dispose();
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(PathOf(program), arguments);
        start.Environment["LD_LIBRARY_PATH"] = $"{Path.Combine(Postfix, "usr/lib/postfix")}:{Path.Combine(Postfix, "usr/lib/x86_64-linux-gnu")}";
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
    }

    private static string PathOf(string program) => Path.Combine(Postfix, "usr/sbin", program);

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
