using System.CommandLine;
using Rectify.Workflow.Domain.Journal;

namespace Rectify.Workflow.Cli.Journal;

/// <summary><c>journal verify FILE [--head VALUE]…</c>: checks an exported journal without a database (日志校验).</summary>
public static class JournalCommand
{
    private const int Broken = 1;
    private const int NoFile = 2;

    /// <summary>The command with its arguments and options.</summary>
    public static Command Build()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "从“工作日志”页导出的文件。File exported from the journal page." };
        var heads = new Option<string[]>("--head")
        {
            Description = "留存的校验值，如128-9f2a41c07be3，可多次给出。A check value noted earlier; may be repeated.",
        };
        var verify = new Command("verify", "离线核对导出的工作日志。Verify an exported journal offline.") { file, heads };
        verify.SetAction((result, cancellationToken) => RunAsync(
            result.GetRequiredValue(file), result.GetValue(heads) ?? [],
            (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error), cancellationToken));
        return new Command("journal", "工作日志。The journal.") { verify };
    }

    private static async Task<int> RunAsync(
        FileInfo file, string[] heads, (TextWriter Output, TextWriter Error) say, CancellationToken cancellationToken)
    {
        var notes = new List<HeadNote>();
        foreach (var head in heads)
        {
            if (HeadNote.Parse(head) is not { } note)
            {
                await say.Error.WriteLineAsync(
                    $"--head {head}：应如128-9f2a41c07be3。A check value looks like 128-9f2a41c07be3 (position, hyphen, 12 to 64 hexadecimal digits).");
                return NoFile;
            }

            notes.Add(note);
        }

        try
        {
            using var reader = file.OpenText();
            return await VerifyAsync(reader, notes, say, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await say.Error.WriteLineAsync($"读不到文件。The file cannot be read: {error.Message}");
            return NoFile;
        }
    }

    private static async Task<int> VerifyAsync(
        StreamReader reader, List<HeadNote> notes, (TextWriter Output, TextWriter Error) say, CancellationToken cancellationToken)
    {
        ChainCheck? check = null;
        ChainFault? fault = null;
        var line = 0;
        while (fault is null && await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            line++;
            var entry = JournalFile.Read(text);
            check ??= new(entry?.Chain ?? Guid.Empty, notes);
            fault = entry is null ? new(ChainBreak.Unreadable, check.Head.Position + 1, null) : check.Next(entry);
        }

        if (check is null)
        {
            await say.Error.WriteLineAsync("文件是空的。The file is empty.");
            return Broken;
        }

        fault ??= check.End();
        if (fault is null)
        {
            await say.Output.WriteLineAsync(
                $"{check.Head.Position}条记录全部核对无误，校验值{check.Head.Brief}。All {check.Head.Position} entries are as sealed; check value {check.Head.Brief}.");
            return 0;
        }

        var entryText = fault.Entry is { } number ? $"，编号{number} (entry {number})" : "";
        await say.Error.WriteLineAsync(
            $"第{line}行，第{fault.Position}条{entryText}：{Word(fault.Kind)}。此前{check.Head.Position}条核对无误。 Line {line}, position {fault.Position}.");
        return Broken;
    }

    private static string Word(ChainBreak kind) => kind switch
    {
        ChainBreak.Unreadable => "无法读取 (unreadable)",
        ChainBreak.OtherChain => "属于另一个乡镇的日志 (of another town)",
        ChainBreak.Missing => "从这里起有记录缺失 (entries missing)",
        ChainBreak.OutOfOrder => "被调换或重复 (exchanged or repeated)",
        ChainBreak.Unlinked => "与前一条接不上，前面的记录被替换过 (does not follow the one before)",
        ChainBreak.Altered => "内容被改动过 (altered)",
        ChainBreak.HeadDiffers => "与留存的校验值不符，日志被重写过 (another check value than the one noted)",
        ChainBreak.HeadMissing => "最新记录被删除，留存的校验值在其后 (newest entries dropped)",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No text for this break."),
    };
}
