using System.Globalization;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;

namespace Rectify.Workflow.App.Tests.Inbox;

/// <summary>The real IMAP server of this run (RECTIFY_TEST_IMAP); each test signs in as a user of its own and so has an empty mailbox.</summary>
internal sealed class ImapServer
{
    private static readonly string[]? Known = Environment.GetEnvironmentVariable("RECTIFY_TEST_IMAP")?.Split(';');

    private ImapServer(string[] known) =>
        (Host, Port, TlsPort, Password, Certificate) = (known[0], Number(known[1]), Number(known[2]), known[3], known[4]);

    public string Host { get; }
    public int Port { get; }
    public int TlsPort { get; }
    public string Password { get; }

    /// <summary>The certificate nobody but this run vouches for.</summary>
    public string Certificate { get; }

    public string User { get; } = $"u{Guid.NewGuid():N}";

    /// <summary>The server with a fresh mailbox; skips where there is none, which in CI is a failure.</summary>
    public static ImapServer Require()
    {
        const string HowTo = "Run ops/test.sh or ops/with-imap.sh, which start a private one.";
        if (Known is not { Length: 5 } && Environment.GetEnvironmentVariable("CI") is "true" or "1")
        {
            Assert.Fail($"There is no IMAP server, and in CI its tests must run. {HowTo}");
        }

        Assert.SkipUnless(Known is { Length: 5 }, $"There is no IMAP server. {HowTo}");
        return new ImapServer(Known ?? []);
    }

    /// <summary>Points the product at this mailbox.</summary>
    public void Configure(InboxOptions options)
    {
        (options.Host, options.Port, options.User, options.Password) = (Host, Port, User, Password);
        (options.Security, options.Address) = (MailSecurity.None, "rectify@county.invalid");
    }

    /// <summary>Delivers messages into a folder.</summary>
    public Task DeliverAsync(params MimeMessage[] messages) => DeliverToAsync("INBOX", messages);

    public Task DeliverToAsync(string folder, params MimeMessage[] messages) => WithAsync(async client =>
    {
        var into = await FolderAsync(client, folder);
        foreach (var message in messages)
        {
            await into.AppendAsync(message);
        }
    });

    /// <summary>Delivers bytes as they are, however malformed.</summary>
    public async Task DeliverAsync(byte[] raw)
    {
        // MailKit would repair them: the command is written by hand.
        using var tcp = new System.Net.Sockets.TcpClient(Host, Port);
        await using var stream = tcp.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await reader.ReadLineAsync();
        await SendAsync($"a LOGIN {User} {Password}\r\n");
        await UntilAsync("a ");
        await SendAsync(string.Create(CultureInfo.InvariantCulture, $"b APPEND INBOX {{{raw.Length}+}}\r\n"));
        await stream.WriteAsync(raw);
        await SendAsync("\r\n");
        Assert.StartsWith("b OK", await UntilAsync("b "), StringComparison.Ordinal);

        async Task SendAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));

        async Task<string> UntilAsync(string tag)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(tag, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            return "";
        }
    }

    /// <summary>The subjects in a folder, with whether each is marked as read.</summary>
    public async Task<List<(string Subject, bool Read)>> ListAsync(string folder = "INBOX")
    {
        var found = new List<(string, bool)>();
        await WithAsync(async client =>
        {
            var from = await FolderAsync(client, folder);
            await from.OpenAsync(FolderAccess.ReadOnly);
            foreach (var each in await from.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.Flags))
            {
                found.Add((each.Envelope?.Subject ?? "", each.Flags?.HasFlag(MessageFlags.Seen) is true));
            }
        });
        return found;
    }

    /// <summary>Deletes the folder and makes it anew with the same messages: the server numbers them anew.</summary>
    public async Task<(uint Before, uint After)> RenumberAsync(string folder)
    {
        var kept = new List<MimeMessage>();
        var before = await AskAsync(async client =>
        {
            var old = await FolderAsync(client, folder);
            await old.OpenAsync(FolderAccess.ReadWrite);
            for (var at = 0; at < old.Count; at++)
            {
                kept.Add(await old.GetMessageAsync(at));
            }

            await old.CloseAsync();
            await old.DeleteAsync();
            return old.UidValidity;
        });
        await DeliverToAsync(folder, [.. kept]);
        return (before, await AskAsync(async client =>
        {
            var fresh = await FolderAsync(client, folder);
            await fresh.OpenAsync(FolderAccess.ReadOnly);
            return fresh.UidValidity;
        }));
    }

    private Task<int> WithAsync(Func<ImapClient, Task> act) => AskAsync(async client =>
    {
        await act(client);
        return 0;
    });

    private async Task<T> AskAsync<T>(Func<ImapClient, Task<T>> ask)
    {
        using var client = new ImapClient();
        await client.ConnectAsync(Host, Port, SecureSocketOptions.None);
        await client.AuthenticateAsync(User, Password);
        var answer = await ask(client);
        await client.DisconnectAsync(true);
        return answer;
    }

    private static async Task<IMailFolder> FolderAsync(ImapClient client, string name)
    {
        try
        {
            return await client.GetFolderAsync(name);
        }
        catch (FolderNotFoundException)
        {
            return await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync(name, true)
                ?? throw new InvalidOperationException($"No folder {name}.");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
