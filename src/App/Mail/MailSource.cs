using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MimeKit;

namespace Rectify.Workflow.App.Mail;

/// <summary>
/// A mail as it went over the wire (邮件原文), written when its sending begins. Tries that the server put off replace one
/// another; a sending that a person asked for again is kept beside the first.
/// </summary>
public sealed class MailSource
{
    private static readonly FormatOptions Wire = CreateWire();

    public required Guid MailId { get; init; }

    /// <summary><see cref="LedgerMail.Resent"/> at that time: 0 is the first sending.</summary>
    public required int Sending { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The length of the source itself.</summary>
    public required int Size { get; init; }

    /// <summary>The source, compressed.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The source as it was sent.</summary>
    public byte[] Read()
    {
        using var packed = new BrotliStream(new MemoryStream(Content), CompressionMode.Decompress);
        using var plain = new MemoryStream(Size);
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>A message's size and its compressed source.</summary>
    internal static (int Size, byte[] Content) Of(MimeMessage message)
    {
        using var plain = new MemoryStream();
        message.WriteTo(Wire, plain, CancellationToken.None);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            brotli.Write(plain.GetBuffer(), 0, (int)plain.Length);
        }

        return ((int)plain.Length, packed.ToArray());
    }

    private static FormatOptions CreateWire()
    {
        var wire = FormatOptions.Default.Clone();
        wire.NewLineFormat = NewLineFormat.Dos;
        return wire;
    }

    private sealed class Configuration : IEntityTypeConfiguration<MailSource>
    {
        public void Configure(EntityTypeBuilder<MailSource> builder)
        {
            builder.ToTable("mail_sources");
            builder.HasKey(row => new { row.MailId, row.Sending });
            builder.HasIndex(row => row.At);
        }
    }
}
