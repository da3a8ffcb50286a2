using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimeKit;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Tests.Mails;

/// <summary>
/// Chinese names of attached files, 5 to 60 characters, as three readers see them: MimeKit, a strict reader written here
/// from RFC 2047 and RFC 2231, and Python's email package where there is one.
/// </summary>
public sealed partial class AttachmentNamesTests
{
    private const string Letters = "巡察整改督办单约谈通知书关于分红款催收不到位问题镇党委经管站〔2024〕3号（附件一）—《办法》㐂𠮷 ";

    private static readonly List<string> Names = [.. Enumerable.Range(5, 56).Select(NameOf)];

    [Fact]
    public void Names_of_5_to_60_characters_come_back_from_MimeKit_at_both_places()
    {
        using var stream = new MemoryStream(Wire());
        using var read = MimeMessage.Load(stream, TestContext.Current.CancellationToken);

        var files = read.Attachments.Cast<MimePart>().ToList();
        Assert.Equal(Names, files.Select(file => file.ContentDisposition?.FileName));
        Assert.Equal(Names, files.Select(file => file.ContentType.Name));
    }

    [Fact]
    public void Names_of_5_to_60_characters_come_back_from_a_strict_reader_at_both_places()
    {
        var parts = Encoding.ASCII.GetString(Wire()).Split("\r\n--").Select(part => part.Split("\r\n\r\n")[0])
            .Where(head => head.Contains("attachment", StringComparison.Ordinal)).ToList();

        Assert.All(parts.SelectMany(part => part.Split("\r\n")), line => Assert.True(line.Length <= 78, $"{line.Length}: {line}"));
        Assert.Equal(Names, parts.Select(part => Rfc2231(Header(part, "Content-Disposition"), "filename")));
        Assert.Equal(Names, parts.Select(part => Rfc2047(Header(part, "Content-Type"), "name")));
    }

    [Fact]
    public async Task Names_of_5_to_60_characters_come_back_from_Pythons_email_package()
    {
        var file = Path.Combine(Path.GetTempPath(), $"rectify-names-{Guid.NewGuid():N}.eml");
        await File.WriteAllBytesAsync(file, Wire(), TestContext.Current.CancellationToken);
        try
        {
            var read = await PythonAsync(
                """
                import email, email.policy, email.header, json, sys
                m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
                old = email.message_from_binary_file(open(sys.argv[1], 'rb'))
                words = lambda s: ''.join(t.decode(c or 'ascii') if isinstance(t, bytes) else t for t, c in email.header.decode_header(s))
                print(json.dumps([[p.get_filename() for p in m.iter_attachments()],
                    [words(p.get_param('name')) for p in old.walk() if p.get_content_disposition() == 'attachment']]))
                """, file);
            Assert.Equal(Names, read[0]);
            Assert.Equal(Names, read[1]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static byte[] Wire()
    {
        var content = new MailContent("附件", "<p>附件</p>", "附件") { Attachments = [.. Names.Select(name => new MailAttachment(name, "application/octet-stream", new byte[] { 1 }))] };
        using var message = MailMessages.Build(MailSamples.Envelope(), content, MailSamples.Options());
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    /// <summary>A name of so many characters, its ending included.</summary>
    private static string NameOf(int length)
    {
        var letters = Letters.EnumerateRunes().ToList();
        var body = Enumerable.Range(0, length - 5).Select(index => letters[(index + (length * 7)) % letters.Count].ToString()).ToList();
        if (body is [" ", ..] or [.., " "])
        {
            (body[0], body[^1]) = ("首", "末");   // no name begins or ends with a blank
        }

        return $"{string.Concat(body)}.docx";
    }

    private static string Header(string head, string name) => head.Replace("\r\n\t", " ", StringComparison.Ordinal).Replace("\r\n ", " ", StringComparison.Ordinal)
        .Split("\r\n").Single(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase));

    /// <summary>Pieces name*0*, name*1*, … in order, the charset in the first only, each octet a letter or percent-encoded.</summary>
    private static string Rfc2231(string header, string parameter)
    {
        if (Regex.Match(header, $"; {parameter}=\"([ -~]*)\"") is { Success: true } plain)
        {
            return plain.Groups[1].Value;
        }

        var bytes = new List<byte>();
        var pieces = Extended().Matches(header).Where(match => match.Groups["name"].Value == parameter).ToList();
        for (var number = 0; number < pieces.Count; number++)
        {
            var index = pieces[number].Groups["index"].Value;
            Assert.True(index == (pieces.Count == 1 ? "" : $"*{number}"), header);
            var value = pieces[number].Groups["value"].Value;
            if (number == 0)
            {
                Assert.StartsWith("utf-8''", value, StringComparison.OrdinalIgnoreCase);
                value = value["utf-8''".Length..];
            }

            for (var at = 0; at < value.Length; at++)
            {
                bytes.Add(value[at] == '%' ? Convert.ToByte(value[(at + 1)..(at + 3)], 16) : (byte)value[at]);
                at += value[at] == '%' ? 2 : 0;
            }
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
    }

    /// <summary>Encoded words of at most 75 characters, each whole characters by itself, with nothing but blanks between.</summary>
    private static string Rfc2047(string header, string parameter)
    {
        var quoted = Regex.Match(header, $"; {parameter}=\"([^\"]*)\"").Groups[1].Value;
        if (!quoted.StartsWith("=?", StringComparison.Ordinal))
        {
            Assert.All(quoted, letter => Assert.InRange(letter, ' ', '~'));
            return quoted;
        }

        var text = new StringBuilder();
        foreach (var word in quoted.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(word.Length <= 75, word);
            var parts = word.Split('?');
            Assert.True(parts is ["=", "utf-8" or "UTF-8", "b" or "B" or "q" or "Q", _, "="], word);
            var bytes = parts[2] is "b" or "B" ? Convert.FromBase64String(parts[3]) : Quoted(parts[3]);
            text.Append(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        }

        return text.ToString();
    }

    private static byte[] Quoted(string text) => [.. Regex.Matches(text, "=([0-9A-F]{2})|.").Select(match =>
        match.Groups[1].Success ? Convert.ToByte(match.Groups[1].Value, 16) : match.Value == "_" ? (byte)' ' : (byte)match.Value[0])];

    private static async Task<List<List<string>>> PythonAsync(string script, string file)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(file);
        Process python;
        try
        {
            python = Process.Start(start) ?? throw new InvalidOperationException("python3 does not start.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no python3 here; MimeKit and the strict reader above have read the names.");
            throw;
        }

        using (python)
        {
            var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
            await python.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(python.ExitCode == 0, await errors);
            return JsonSerializer.Deserialize<List<List<string>>>(await output)!;
        }
    }

    [GeneratedRegex(@"; (?<name>[a-z]+)(?<index>\*[0-9]+)?\*=(?<value>[^; ]+)")]
    private static partial Regex Extended();
}
