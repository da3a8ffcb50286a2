using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>Postfix's smtp-sink as a process of its own, which keeps each message it took as a file.</summary>
internal sealed class SmtpSinkProcess : IDisposable
{
    private const string Variable = "RECTIFY_POSTFIX";
    private static readonly string? Postfix = Environment.GetEnvironmentVariable(Variable);

    private readonly Process _process;
    private readonly string _folder;

    private SmtpSinkProcess(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>How many messages it has taken, or is taking.</summary>
    public int Count => Directory.GetFiles(_folder).Length;

    /// <summary>Starts it, or skips the test where the test command could not get it.</summary>
    public static async Task<SmtpSinkProcess> StartAsync(params string[] options)
    {
        if (string.IsNullOrEmpty(Postfix))
        {
            Assert.Skip($"Run ops/test.sh, which unpacks Postfix's smtp-sink, or set {Variable} to the folder whose usr/sbin holds it.");
        }

        var folder = Directory.CreateTempSubdirectory("rectify-sink-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);   // run by root it takes another user's rights
        }

        var port = FreePort();
        var start = new ProcessStartInfo(Path.Combine(Postfix, "usr/sbin/smtp-sink")) { WorkingDirectory = folder, RedirectStandardError = true };
        start.Environment["LD_LIBRARY_PATH"] = $"{Path.Combine(Postfix, "usr/lib/postfix")}:{Path.Combine(Postfix, "usr/lib/x86_64-linux-gnu")}";
        if (Environment.UserName == "root")
        {
            start.ArgumentList.Add("-u");
            start.ArgumentList.Add("nobody");
        }

        foreach (var word in (string[])["-d", "mail.", .. options, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "200"])
        {
            start.ArgumentList.Add(word);
        }

        var sink = new SmtpSinkProcess(Process.Start(start) ?? throw new InvalidOperationException("smtp-sink does not start."), folder, port);
        await sink.AnswersAsync();
        return sink;
    }

    /// <summary>The Message-IDs of what it took, with repetitions; a message that was cut off is none.</summary>
    public async Task<List<string>> MessageIdsAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        foreach (var file in Directory.GetFiles(_folder))
        {
            ids.Add((await MimeKit.MimeMessage.LoadAsync(file, cancellationToken)).MessageId ?? "none");
        }

        return ids;
    }

    /// <summary>What it took, each with the sender its envelope named.</summary>
    public async Task<List<(string From, MimeKit.MimeMessage Mail)>> EnvelopesAsync(CancellationToken cancellationToken)
    {
        var taken = new List<(string, MimeKit.MimeMessage)>();
        foreach (var file in Directory.GetFiles(_folder))
        {
            var mail = await MimeKit.MimeMessage.LoadAsync(file, cancellationToken);
            taken.Add(((mail.Headers["X-Mail-Args"] ?? "").Split('<', '>')[1], mail));
        }

        return taken;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswersAsync()
    {
        while (true)
        {
            Assert.False(_process.HasExited, "smtp-sink ended at once.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
