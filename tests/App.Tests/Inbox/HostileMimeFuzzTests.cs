using System.Text;
using MimeKit;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Mail.Inbox.Reading;

namespace Rectify.Workflow.App.Tests.Inbox;

/// <summary>Whatever arrives is read without an exception, and what is kept of it can be stored and shown.</summary>
public sealed class HostileMimeFuzzTests
{
    private static readonly string[] Pieces =
    [
        "\r\n", "\r\n\r\n", "--b1", "--b1--", "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"", "Content-Type: message/rfc822",
        "Content-Type: message/delivery-status", "Content-Type: text/html; charset=gb2312", "Content-Type: text/plain; charset=\"utf-7\"",
        "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable", "=?gbk?B?zOG9u7LE?=", "=?utf-8?Q?=E9=?=", "\u202Ehidden", "\0", "\uFFFD",
        "Final-Recipient: rfc822;", "Status: 5.1.", "Action: failed", "<blockquote type=cite>", "<div><div><div", "发件人:", "> > >", "On 1 wrote:",
        $"<{Letters.Id}@county.invalid>", "Content-Disposition: attachment; filename*0*=gb18030''%B2%C4%C1%CF; filename*1=\"../../x\"", "Authentication-Results: ; ;=pass",
        "第999999999999项", "措施99999", "+r" + "a2b3", "\u4E00\u9FFF\uD83D\uDE00",
    ];

    [Fact]
    public void Any_bytes_are_read_and_what_is_kept_is_text()
    {
        var rounds = Environment.GetEnvironmentVariable("RECTIFY_SOAK") == "1" ? 200_000 : 3_000;
        for (var seed = 0; seed < rounds; seed++)
        {
            var bytes = Make(new Random(seed));
            try
            {
                Read(bytes);
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Seed {seed}: {error}");
            }
        }
    }

    [Fact]
    public void Only_our_own_token_for_this_reader_is_ours()
    {
        var random = new Random(7);
        var (tokens, others) = (new ReplyTokens(Bytes(random, 32)), new ReplyTokens(Bytes(random, 32)));
        for (var round = 0; round < 500; round++)
        {
            var (mail, person, tag) = (Guid.NewGuid(), Guid.NewGuid(), (uint)random.Next());
            var token = tokens.Write(new(mail, tag), person);

            Assert.Equal(new ReplyToken(mail, tag), ReplyTokens.Claim(token));
            Assert.True(tokens.IsFor(token, person));
            Assert.False(tokens.IsFor(token, Guid.NewGuid()));
            Assert.False(others.IsFor(token, person));
            Assert.Equal([token], ReplyTokens.In($"Re: x [{token.ToUpperInvariant()}], rectify+{"y"}@z"));
            var at = random.Next(1, token.Length);
            var changed = token[..at] + (token[at] == 'a' ? 'b' : 'a') + token[(at + 1)..];
            Assert.False(tokens.IsFor(changed, person));
        }
    }

    private static void Read(byte[] bytes)
    {
        using var message = ReadMessage.Parse(bytes);
        Assert.Equal(64, ReadMessage.KeyOf(bytes, message).Length);
        if (message is null)
        {
            return;
        }

        var text = MessageText.Of(message);
        Assert.True(text.Length <= MessageText.Longest);
        Assert.DoesNotContain('\0', text);
        Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        var own = ReplyText.Of(text);
        _ = (ReplyText.Items(own), ReplyText.Measures(own), AutoReplies.Is(message), SenderProof.Passes(message, "mx"));
        Assert.All(Enclosures.Of(message), file => Assert.NotEmpty(file.Name));
        foreach (var source in ReplyTokenPlaces.Of(message))
        {
            _ = ReplyTokens.In(source).Select(ReplyTokens.Claim).ToList();
        }

        if (BounceReader.Read(message) is { } report)
        {
            Assert.True(report.Diagnostic.Length <= 1000 && report.MailIds.Count <= 20);
        }
    }

    /// <summary>A right message with some of it cut, doubled, moved or replaced.</summary>
    private static byte[] Make(Random random)
    {
        var source = random.Next(3) switch
        {
            0 => Letters.Report(),
            1 => Letters.Letter("postmaster@qq.com", "退信", $"原因：不存在\nMessage-ID: <{Letters.Id}@county.invalid>"),
            _ => "From: a@b.invalid\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b1\"\n\n--b1\nContent-Type: text/html\n\n<p>x</p>\n--b1\nContent-Type: image/jpeg; name=\"x.jpg\"\nContent-Transfer-Encoding: base64\n\n/9j/4A==\n--b1--\n",
        };
        var bytes = Encoding.UTF8.GetBytes(source.ReplaceLineEndings("\r\n")).ToList();
        for (var change = random.Next(1, 8); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 60), bytes.Count - at - 1));
                    break;
                case 1:
                    bytes.InsertRange(at, Bytes(random, random.Next(1, 20)));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
