using Microsoft.Extensions.Options;
using MimeKit;

namespace Rectify.Workflow.App.Mail.Transports;

/// <summary>
/// Writes each mail as one .eml file named by the mail's id. A file appears whole or not at all, and never twice,
/// so after a crash the folder answers exactly whether a mail was taken.
/// </summary>
public sealed class FolderTransport(IOptions<MailOptions> options) : IMailTransport
{
    private static readonly FormatOptions Format = CreateFormat();

    private readonly string _folder = Path.GetFullPath(options.Value.Folder);

    public async Task<Delivery> SendAsync(Guid mailId, MimeMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var path = PathOf(mailId);
        if (File.Exists(path))
        {
            return new Delivery.Accepted("already in the folder");
        }

        // Another dispatcher may write the same mail after a lease ran out: each has a temporary file of its own.
        var temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            Directory.CreateDirectory(_folder);
            await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await message.WriteToAsync(Format, file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return new Delivery.Accepted(Path.GetFileName(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Delivery.Later($"The mail folder cannot be written: {error.Message}", ServerIsAway: true);
        }
    }

    public bool? WasTaken(Guid mailId) => File.Exists(PathOf(mailId));

    private string PathOf(Guid mailId) => Path.Combine(_folder, $"{mailId:N}.eml");

    private static FormatOptions CreateFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
