using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>The mailbox cannot be read now; the next run tries again. Says why without a password or an address.</summary>
public sealed class InboxUnavailableException : Exception
{
    public InboxUnavailableException() { }

    public InboxUnavailableException(string message) : base(message) { }

    public InboxUnavailableException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>A message as the server lists it.</summary>
internal readonly record struct ListedMessage(uint Uid, long Size);

/// <summary>One connection to the mailbox. Nothing in it is ever deleted; what was understood is marked as read or moved.</summary>
internal sealed class ImapMailbox(InboxOptions options) : IAsyncDisposable
{
    private readonly ImapClient _client = new()
    {
        CheckCertificateRevocation = options.CheckRevocation,
        ServerCertificateValidationCallback = new ServerTrust(options.AuthorityFile, options.CheckRevocation).Check,
        Timeout = (int)options.Timeout.TotalMilliseconds,
    };
    private IMailFolder? _folder;
    private IMailFolder? _processed;

    private IMailFolder Folder => _folder ?? throw new InvalidOperationException("The folder is not open.");

    /// <summary>The folder's numbering; another number means that all messages are numbered anew.</summary>
    public uint UidValidity => Folder.UidValidity;

    /// <summary>Connects, signs in and opens the folder; the password never goes over a line weaker than configured.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => AskAsync(async limited =>
    {
        await _client.ConnectAsync(options.Host, options.Port, Security, limited);
        await _client.AuthenticateAsync(options.User, options.Password, limited);
        _folder = await _client.GetFolderAsync(options.Folder, limited);
        await _folder.OpenAsync(FolderAccess.ReadWrite, limited);
        return 0;
    }, cancellationToken);

    /// <summary>The messages that arrived since a day, in the order of their numbers.</summary>
    public Task<IReadOnlyList<uint>> ListAsync(DateTimeOffset since, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<uint>>(
        async limited => [.. (await Folder.SearchAsync(SearchQuery.DeliveredAfter(since.UtcDateTime.Date), limited)).Select(uid => uid.Id).Order()],
        cancellationToken);

    /// <summary>How large some messages are; one that vanished meanwhile is missing.</summary>
    public Task<IReadOnlyList<ListedMessage>> SizesAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken) => uids.Count == 0
        ? Task.FromResult<IReadOnlyList<ListedMessage>>([])
        : AskAsync<IReadOnlyList<ListedMessage>>(
            async limited => [.. (await Folder.FetchAsync(Ids(uids), MessageSummaryItems.UniqueId | MessageSummaryItems.Size, limited))
                .Select(found => new ListedMessage(found.UniqueId.Id, found.Size ?? 0)).OrderBy(found => found.Uid)],
            cancellationToken);

    /// <summary>A message as it lies there, or only its head; null when it vanished. Reading does not mark it.</summary>
    public Task<byte[]?> ReadAsync(uint uid, bool headOnly, long most, CancellationToken cancellationToken) => AskAsync(async limited =>
    {
        try
        {
            await using var stream = headOnly
                ? await Folder.GetStreamAsync(new UniqueId(Folder.UidValidity, uid), "HEADER", limited)
                : await Folder.GetStreamAsync(new UniqueId(Folder.UidValidity, uid), limited);
            using var copy = new MemoryStream();
            var buffer = new byte[81920];
            for (var read = await stream.ReadAsync(buffer, limited); read > 0 && copy.Length <= most; read = await stream.ReadAsync(buffer, limited))
            {
                copy.Write(buffer, 0, read);
            }

            return copy.ToArray();
        }
        catch (MessageNotFoundException)
        {
            return null;
        }
    }, cancellationToken);

    /// <summary>Marks what was understood as read, and moves it where a folder for it is configured.</summary>
    public Task MarkAsync(IReadOnlyList<uint> uids, CancellationToken cancellationToken) => uids.Count == 0 ? Task.CompletedTask : AskAsync(async limited =>
    {
        await Folder.AddFlagsAsync(Ids(uids), MessageFlags.Seen, silent: true, limited);
        if (options.ProcessedFolder.Length > 0)
        {
            _processed ??= await ProcessedAsync(limited);
            await Folder.MoveToAsync(Ids(uids), _processed, limited);
        }

        return 0;
    }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                await _client.DisconnectAsync(quit: true, limit.Token);
            }
            catch (Exception error) when (IsExpected(error))
            {
                // What was read is committed; a goodbye that nobody hears changes nothing.
            }
        }

        _client.Dispose();
    }

    private async Task<IMailFolder> ProcessedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetFolderAsync(options.ProcessedFolder, cancellationToken);
        }
        catch (FolderNotFoundException)
        {
            var top = _client.GetFolder(_client.PersonalNamespaces[0]);
            return await top.CreateAsync(options.ProcessedFolder, isMessageFolder: true, cancellationToken)
                ?? throw new InboxUnavailableException("The folder for processed messages cannot be made.");
        }
    }

    private List<UniqueId> Ids(IEnumerable<uint> uids) => [.. uids.Select(uid => new UniqueId(Folder.UidValidity, uid))];

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            return await ask(limit.Token);
        }
        catch (Exception error) when (IsExpected(error) && !cancellationToken.IsCancellationRequested)
        {
            throw new InboxUnavailableException($"The mailbox cannot be read: {error.GetType().Name}", error);
        }
    }

    private SecureSocketOptions Security => options.Security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Implicit => SecureSocketOptions.SslOnConnect,
        var unknown => throw new InvalidOperationException($"No such mail security: {unknown}."),
    };

    private static bool IsExpected(Exception error) => error
        is SocketException or IOException or ProtocolException or CommandException or AuthenticationException
        or SslHandshakeException or OperationCanceledException or TimeoutException or ServiceNotConnectedException
        or ServiceNotAuthenticatedException or NotSupportedException or FolderNotFoundException or FolderNotOpenException or ObjectDisposedException;
}
