using System.Text;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary>Reads a text file for a command and says plainly why when it cannot.</summary>
internal static class TextFile
{
    private const long LargestBytes = 32 * 1024 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(FileInfo file)
    {
        if (Directory.Exists(file.FullName))
        {
            throw new TextFileException($"{file} 是文件夹。{file} is a directory; name a file.", isUsage: true);
        }

        if (!file.Exists)
        {
            throw new TextFileException($"找不到文件 {file}。There is no file {file}.", isUsage: true);
        }

        if (file.Length > LargestBytes)
        {
            throw new TextFileException($"{file} 太大({file.Length} 字节)。The file has {file.Length} bytes; at most {LargestBytes} are read.", isUsage: false);
        }

        try
        {
            return Decode(file, File.ReadAllBytes(file.FullName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TextFileException($"读不到文件 {file}。The file cannot be read: {error.Message}", isUsage: true);
        }
    }

    private static string Decode(FileInfo file, byte[] bytes)
    {
        try
        {
            return bytes switch
            {
                [0xEF, 0xBB, 0xBF, ..] => Strict.GetString(bytes, 3, bytes.Length - 3),
                [0xFF, 0xFE, ..] => new UnicodeEncoding(false, true, true).GetString(bytes, 2, bytes.Length - 2),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(true, true, true).GetString(bytes, 2, bytes.Length - 2),
                _ => Strict.GetString(bytes),
            };
        }
        catch (DecoderFallbackException error)
        {
            throw new TextFileException(
                $"{file} 不是UTF-8编码(第{error.Index}字节起)。The file is not UTF-8 (from byte {error.Index} on); save it as UTF-8.", isUsage: false);
        }
    }
}

/// <summary>A file a command cannot use.</summary>
/// <param name="message">What to tell the user.</param>
/// <param name="isUsage">True when the command line is to blame, false when the file's content is.</param>
internal sealed class TextFileException(string message, bool isUsage) : Exception(message)
{
    public bool IsUsage => isUsage;
}
