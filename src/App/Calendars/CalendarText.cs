using System.Text;

namespace Rectify.Workflow.App.Calendars;

/// <summary>Turns a file's bytes into text whatever a spreadsheet saved them as: UTF-8, UTF-16 with its mark, else GB 18030.</summary>
public static class CalendarText
{
    /// <summary>A year's table is about one kilobyte.</summary>
    public const int LargestFile = 256 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
        [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
        [0xEF, 0xBB, 0xBF, .. var rest] => Plain(rest),
        _ => Plain(bytes),
    };

    private static string Plain(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            var chinese = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")
                ?? throw new InvalidOperationException("The platform lacks GB 18030.");
            return chinese.GetString(bytes);
        }
    }
}
