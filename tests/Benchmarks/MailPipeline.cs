using System.Diagnostics;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.Benchmarks;

/// <summary>
/// The whole way of a mail: claimed, written from the ledger, marked as under way, sent, marked as accepted. Beside it a
/// bare MailKit loop that builds and sends messages of the same size over one connection, and Postfix's smtp-source.
/// </summary>
public sealed class MailPipeline
{
    private const int Mails = 1_000;

    // Such that a mail is as large as a weekly summary with a picture, the size of the baselines.
    private static readonly string Body = string.Concat(Enumerable.Repeat("请准时参加整改推进会，并带好整改台账。", 120));

    private readonly Product _product;
    private readonly SmtpTools _tools;
    private readonly MailOptions _options;
    private MailContent _content = new("", "", "");
    private int _round;

    public MailPipeline(Product product, SmtpTools tools)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(tools);
        (_product, _tools, _options) = (product, tools, product.Service<IOptions<MailOptions>>().Value);
        (_options.Transport, _options.Host, _options.Port, _options.Security) = (MailTransportKind.Smtp, "127.0.0.1", tools.Port, MailSecurity.None);
    }

    /// <summary>Mails a second.</summary>
    public Samples Whole { get; } = new();

    public Samples WholeWithoutNoDelay { get; } = new();

    public Samples Bare { get; } = new();

    public Samples Source { get; } = new();

    public int Size { get; private set; }

    public void Tell(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.Figure($"smtp-source, {Size:N0} bytes, one connection", Source, "mails/s");
        report.Figure($"Bare MailKit loop with NoDelay, {Size:N0} bytes, one connection", Bare, "mails/s");
        report.Figure($"Outbox, claim to accepted, {Size:N0} bytes", Whole, "mails/s");
        report.AtLeast("Outbox against the bare loop", Whole.Over(Bare), 0.5, "times", 2);
        report.Figure("Outbox against smtp-source", Whole.Over(Source), "times", 2);
        report.Figure("Outbox without NoDelay against the bare loop (what its loss would show)", WholeWithoutNoDelay.Over(Bare), "times", 2);
    }

    public async Task RoundAsync(bool keep)
    {
        if (Size == 0)
        {
            await LearnAsync();
        }

        var bare = await BareAsync();
        var source = Mails / await _tools.SourceAsync(Mails, Size);
        var whole = await OutboxAsync(Mails, stall: false);
        var stalled = await OutboxAsync(100, stall: true);
        if (keep)
        {
            Bare.Add(bare);
            Source.Add(source);
            Whole.Add(whole);
            WholeWithoutNoDelay.Add(stalled);
        }
    }

    private async Task<double> OutboxAsync(int mails, bool stall)
    {
        await OweAsync(mails);
        _options.LetSmallWritesWait = stall;
        await _product.Service<App.Mail.Transports.SmtpTransport>().CloseAsync();
        var started = Stopwatch.GetTimestamp();
        await _product.InScopeAsync(services => services.GetRequiredService<DispatchOutbox>().RunAsync(CancellationToken.None));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var accepted = await _product.Database.ScalarAsync<long>("SELECT count(*) FROM mails WHERE status = 2");
        return accepted == mails ? mails / seconds : throw new InvalidOperationException($"{accepted} of {mails} mails were accepted.");
    }

    private async Task OweAsync(int mails)
    {
        await _product.Database.ExecuteAsync("TRUNCATE mails, mail_states, mail_sources, mail_items CASCADE");
        await _product.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<RectifyDb>();
            var officials = await db.Users.Where(person => person.UserName!.StartsWith("official")).Select(person => person.Id).ToListAsync();
            for (var mail = 0; mail < mails; mail++)
            {
                db.Add(MailPlan.FromWorkflow(officials[mail % officials.Count], $"{_round}-{mail}", null, "整改推进会通知", Body, _product.Clock.GetUtcNow()));
            }

            _round++;
            await db.SaveChangesAsync();
        });
    }

    /// <summary>What any program would have to do: build each message and send it.</summary>
    private async Task<double> BareAsync()
    {
        using var client = new SmtpClient();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", _tools.Port);
        await client.ConnectAsync(socket, "127.0.0.1", _tools.Port, SecureSocketOptions.None);
        var started = Stopwatch.GetTimestamp();
        for (var mail = 0; mail < Mails; mail++)
        {
            using var message = Message();
            await client.SendAsync(message);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await client.DisconnectAsync(quit: true);
        return Mails / seconds;
    }

    /// <summary>The others send what the outbox sends.</summary>
    private async Task LearnAsync()
    {
        await OutboxAsync(20, stall: false);
        await _product.InScopeAsync(async services =>
        {
            var source = await services.GetRequiredService<RectifyDb>().MailSources.FirstAsync();
            using var stream = new MemoryStream(source.Read());
            using var message = await MimeMessage.LoadAsync(stream);
            (Size, _content) = (source.Size, new(message.Subject ?? "", message.HtmlBody ?? "", message.TextBody ?? ""));
        });
    }

    /// <summary>Built with nothing but MimeKit, so that the floor does not move with the product.</summary>
    private MimeMessage Message()
    {
        var message = new MimeMessage { Subject = _content.Subject, Date = Crowd.Now };
        message.From.Add(new MailboxAddress(_options.FromName, _options.From));
        message.To.Add(new MailboxAddress("经管站负责人", "official@town.invalid"));
        message.Body = new MultipartAlternative
        {
            new TextPart("plain") { Text = _content.Text },
            new TextPart("html") { Text = _content.Html },
        };
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }
}
