using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>Under which conditions there is a line to the server at all, and for how long one is relied on.</summary>
public sealed class SmtpLineTests : IDisposable
{
    private readonly PrivateAuthority _authority = new();
    private readonly FakeTimeProvider _clock = new(MailSamples.SentAt);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(MailSecurity.StartTls, "127.0.0.1", false, true)]
    [InlineData(MailSecurity.Implicit, "127.0.0.1", false, true)]
    [InlineData(MailSecurity.StartTls, "mail.elsewhere.invalid", false, false)]
    [InlineData(MailSecurity.Implicit, "mail.elsewhere.invalid", false, false)]
    [InlineData(MailSecurity.StartTls, "127.0.0.1", true, false)]
    [InlineData(MailSecurity.Implicit, "127.0.0.1", true, false)]
    public async Task A_private_authority_vouches_for_the_right_name_in_its_time_and_for_nothing_else(
        MailSecurity security, string name, bool expired, bool taken)
    {
        using var certificate = _authority.Issue(name, expired);
        await using var sink = Sink(security, certificate);
        await using var transport = Transport(sink, security, _authority.PemFile);

        AssertSent(taken, await SendAsync(transport), sink);
    }

    [Theory]
    [InlineData(MailSecurity.StartTls, true)]
    [InlineData(MailSecurity.Implicit, true)]
    [InlineData(MailSecurity.StartTls, false)]
    [InlineData(MailSecurity.Implicit, false)]
    public async Task A_certificate_of_an_authority_that_nobody_named_gets_no_mail(MailSecurity security, bool anotherIsNamed)
    {
        using var other = new PrivateAuthority();
        using var certificate = _authority.Issue("127.0.0.1");
        await using var sink = Sink(security, certificate);
        await using var transport = Transport(sink, security, anotherIsNamed ? other.PemFile : "");

        AssertSent(false, await SendAsync(transport), sink);
    }

    [Fact]
    public async Task A_line_from_which_STARTTLS_was_taken_away_carries_neither_mail_nor_password()
    {
        // The server could, but somebody between us and it says it cannot.
        await using var sink = new SmtpSink { Password = "right" };
        await using var transport = Transport(sink, MailSecurity.StartTls, _authority.PemFile, "right");

        AssertSent(false, await SendAsync(transport), sink);
        Assert.Null(sink.SignedIn);
        Assert.DoesNotContain(sink.Commands, command => command.StartsWith("AUTH", StringComparison.Ordinal) || command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Implicit)]
    public async Task Signing_in_happens_behind_the_protection(MailSecurity security)
    {
        using var certificate = _authority.Issue("127.0.0.1");
        await using var sink = Sink(security, certificate, "right");
        await using var transport = Transport(sink, security, _authority.PemFile, "right");

        AssertSent(true, await SendAsync(transport), sink);
        Assert.Equal("rectify/right", sink.SignedIn);
        var commands = sink.Commands.ToList();
        Assert.True(security is MailSecurity.Implicit || commands.FindIndex(line => line == "STARTTLS") < commands.FindIndex(line => line.StartsWith("AUTH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_wrong_password_is_no_fault_of_the_mail_and_is_told()
    {
        await using var sink = new SmtpSink { Password = "right" };
        await using var transport = Transport(sink, MailSecurity.None, password: "wrong");

        var later = Assert.IsType<Delivery.Later>(await SendAsync(transport));
        Assert.Equal((true, false), (later.ServerIsAway, later.Tried));
        Assert.Contains("sign-in of rectify", later.Reason, StringComparison.Ordinal);
        Assert.Contains("wrong password", later.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("554 no service for you")]
    [InlineData("421 closing")]
    [InlineData("hello?")]
    public async Task A_server_that_refuses_the_connection_for_good_fails_no_mail(string greeting)
    {
        await using var sink = new SmtpSink { Greeting = greeting };
        await using var transport = Transport(sink, MailSecurity.None);

        var later = Assert.IsType<Delivery.Later>(await SendAsync(transport));
        Assert.Equal((true, false), (later.ServerIsAway, later.Tried));
        sink.Greeting = null;
        AssertSent(true, await SendAsync(transport), sink);
    }

    [Fact]
    public async Task An_idle_line_that_the_server_dropped_though_it_looks_connected_is_opened_anew_and_the_mail_goes_once()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(sink, MailSecurity.None);
        await SendAsync(transport);
        sink.HangUp();

        // Short silence: not even asked, the failure of the first command is what tells.
        AssertSent(true, await SendAsync(transport), sink, mails: 2);
        Assert.Equal((2, 0), (sink.Connections, sink.Probes));

        sink.HangUp();
        _clock.Advance(TimeSpan.FromSeconds(30));
        AssertSent(true, await SendAsync(transport), sink, mails: 3);
        Assert.Equal(3, sink.Connections);
    }

    [Fact]
    public async Task A_line_that_was_silent_is_asked_before_it_is_relied_on_and_kept_when_it_answers()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(sink, MailSecurity.None);
        await SendAsync(transport);
        await SendAsync(transport);
        Assert.Equal(0, sink.Probes);

        _clock.Advance(TimeSpan.FromSeconds(30));
        AssertSent(true, await SendAsync(transport), sink, mails: 3);
        Assert.Equal((1, 1), (sink.Connections, sink.Probes));
    }

    [Fact]
    public async Task A_line_that_breaks_before_each_text_is_not_tried_for_ever()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(sink, MailSecurity.None);
        await SendAsync(transport);
        sink.Next(SinkAct.CloseBefore, SinkAct.CloseBefore, SinkAct.CloseBefore);

        Assert.IsType<Delivery.Later>(await SendAsync(transport));
        Assert.Equal((1, 2), (sink.Taken.Count, sink.Connections));
    }

    [Fact]
    public async Task Mails_sent_at_once_never_share_a_line()
    {
        await using var sink = new SmtpSink();
        await using var transport = Transport(sink, MailSecurity.None);

        var deliveries = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => SendAsync(transport), Cancel)));

        Assert.All(deliveries, delivery => Assert.IsType<Delivery.Accepted>(delivery));
        Assert.Equal(40, sink.Taken.Select(text => text.Split("Message-Id: ")[1].Split('\r')[0]).Distinct().Count());
        Assert.InRange(sink.Connections, 1, 40);
    }

    [Theory]
    [InlineData(200_000, null, "the mail server takes 200,000")]
    [InlineData(null, 300_000, "the setting MaxMessageBytes allows 300,000")]
    [InlineData(200_000, 300_000, "the mail server takes 200,000")]
    [InlineData(9_000_000, null, null)]
    [InlineData(null, null, null)]
    public async Task A_mail_that_is_too_big_fails_before_it_is_sent_and_says_by_how_much(int? server, int? own, string? reason)
    {
        await using var sink = new SmtpSink { MaxSize = server };
        await using var transport = Transport(sink, MailSecurity.None, change: options => options.MaxMessageBytes = own ?? options.MaxMessageBytes);
        var content = new MailContent("报告", "<p>附件</p>", "附件") { Attachments = [new("整改报告.bin", "application/octet-stream", new byte[300_000])] };
        using var message = MailMessages.Build(MailSamples.Envelope(), content, MailSamples.Options());

        var delivery = await transport.SendAsync(Guid.NewGuid(), message, Cancel);

        if (reason is null)
        {
            AssertSent(true, delivery, sink);
            return;
        }

        var refused = Assert.IsType<Delivery.Refused>(delivery);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Matches("邮件大小 4[01][0-9],[0-9]{3} 字节", refused.Reason);
        Assert.DoesNotContain(sink.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.IsType<Delivery.Accepted>(await SendAsync(transport));
    }

    [Fact]
    public void An_authority_file_that_cannot_be_read_stops_the_host_at_its_start()
    {
        var options = MailSamples.Options();
        options.AuthorityFile = Path.Combine(Path.GetTempPath(), "nowhere.pem");

        Assert.Contains(options.Validate(new(options)), problem => problem.ErrorMessage!.Contains("AuthorityFile", StringComparison.Ordinal));
    }

    private static SmtpSink Sink(MailSecurity security, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, string? password = null) => new()
    {
        Tls = security is MailSecurity.Implicit,
        StartTls = security is MailSecurity.StartTls,
        Certificate = certificate,
        Password = password,
    };

    private SmtpTransport Transport(
        SmtpSink sink, MailSecurity security, string authority = "", string? password = null, Action<MailOptions>? change = null)
    {
        var options = MailSamples.Options();
        (options.Host, options.Port, options.Security, options.AuthorityFile) = ("127.0.0.1", sink.Port, security, authority);
        options.CheckRevocation = false;   // a closed network
        (options.User, options.Password) = password is null ? ("", "") : ("rectify", password);
        change?.Invoke(options);
        return new(Options.Create(options), _clock);
    }

    private static void AssertSent(bool taken, Delivery delivery, SmtpSink sink, int mails = 1)
    {
        if (taken)
        {
            Assert.IsType<Delivery.Accepted>(delivery);
        }
        else
        {
            var later = Assert.IsType<Delivery.Later>(delivery);
            Assert.Equal((true, false), (later.ServerIsAway, later.Tried));
        }

        Assert.Equal(taken ? mails : 0, sink.Taken.Count);
    }

    private static async Task<Delivery> SendAsync(SmtpTransport transport)
    {
        using MimeMessage message = MailSamples.Message();
        return await transport.SendAsync(Guid.NewGuid(), message, Cancel);
    }
}
