using System.CommandLine;
using Rectify.Workflow.App.Expressions;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.Cli.Definitions;

/// <summary><c>definition check</c> and <c>definition run</c>: try a workflow definition without a database.</summary>
public static class DefinitionCommand
{
    private const int Fine = 0;
    private const int Problems = 1;
    private const int WrongUsage = 2;

    /// <summary>The command with its two subcommands.</summary>
    public static Command Build() => new("definition", "检查或试运行流程定义。Check or try a workflow definition (Elsa 3 JSON).")
    {
        BuildCheck(),
        BuildRun(),
    };

    private static Command BuildCheck()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "流程定义文件。Definition files.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "以JSON输出。Print JSON." };
        var library = LibraryOption();
        var command = new Command("check",
            "检查流程定义,逐条列出问题及其JSON路径。List every problem with its JSON path. Exit code: 0 no errors, 1 errors, 2 wrong usage.")
        {
            files, json, library,
        };
        command.SetAction(result => Check(result.GetRequiredValue(files), result.GetValue(library), result.GetValue(json), Consoles.Of(result)));
        return command;
    }

    private static Command BuildRun()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "流程定义文件。The definition." };
        var input = new Option<string[]>("--input") { Description = "输入 name=json,可重复。An input; a value that is no JSON is taken as text.", AllowMultipleArgumentsPerToken = true };
        var stimuli = new Option<FileInfo?>("--stimuli") { Description = StimuliFile.Help };
        var all = new Option<bool>("--resume-all") { Description = "反复恢复所有等待,直到结束。Resume every bookmark (a task by its first outcome) until nothing waits." };
        var token = new Option<bool>("--token-flow") { Description = "流程图按令牌方式运行。Run flowcharts token-based instead of by counters." };
        var trigger = new Option<string?>("--trigger") { Description = "由该活动触发启动。Id of the activity that triggers the start." };
        var at = new Option<DateTimeOffset?>("--at") { Description = "启动时刻。The instant of the start; now when absent." };
        var json = new Option<bool>("--json") { Description = "以JSON输出。Print one JSON object." };
        var library = LibraryOption();
        var command = new Command("run",
            "在内存中试运行:活动、输出行、输出、变量、结果、状态、事件记录和等待。Run in memory and print what happened. "
            + "Exit code: 0 ran without incident, 1 not runnable or with incidents, 2 wrong usage.")
        {
            file, input, stimuli, all, token, trigger, at, library, json,
        };
        command.SetAction(result => Run(new(result.GetRequiredValue(file), result.GetValue(input) ?? [], result.GetValue(stimuli))
        {
            ResumeAll = result.GetValue(all),
            TokenFlow = result.GetValue(token),
            Trigger = result.GetValue(trigger),
            At = result.GetValue(at),
            Json = result.GetValue(json),
            Library = result.GetValue(library),
        }, Consoles.Of(result)));
        return command;
    }

    private static Option<DirectoryInfo?> LibraryOption() => new("--library")
    {
        Description = "其它流程所在的文件夹,默认为该文件所在的文件夹。Folder of other definitions it uses or starts; its own folder when absent.",
    };

    private static int Check(FileInfo[] files, DirectoryInfo? library, bool json, Consoles consoles)
    {
        var reader = Interpreter(tokenFlow: false).Reader;
        var worst = Fine;
        foreach (var file in files)
        {
            try
            {
                var reading = reader.Read(TextFile.Read(file), library: DefinitionFolder.Read(library ?? file.Directory));
                DefinitionPrinter.Print(file, reading, json, consoles.Output);
                worst = Math.Max(worst, reading.IsUsable ? Fine : Problems);
            }
            catch (TextFileException error)
            {
                consoles.Error.WriteLine(error.Message);
                worst = Math.Max(worst, error.IsUsage ? WrongUsage : Problems);
            }
        }

        return worst;
    }

    private static int Run(RunRequest request, Consoles consoles)
    {
        try
        {
            var interpreter = Interpreter(request.TokenFlow);
            var library = DefinitionFolder.Read(request.Library ?? request.File.Directory);
            var reading = interpreter.Reader.Read(TextFile.Read(request.File), library: library);
            if (reading.Definition is not { } definition)
            {
                DefinitionPrinter.Print(request.File, reading, request.Json, consoles.Output);
                return Problems;
            }

            var stimuli = request.Stimuli is { } file ? StimuliFile.Parse(TextFile.Read(file)) : [];
            var run = new DefinitionRun(new(interpreter, library), definition, request.At ?? TimeProvider.System.GetUtcNow());
            run.Start(Inputs.Parse(request.Input), request.Trigger);
            foreach (var stimulus in stimuli)
            {
                run.Apply(stimulus);
            }

            if (request.ResumeAll)
            {
                run.ResumeAll();
            }

            RunPrinter.Print(run, reading.Problems, request.Json, consoles.Output);
            return run.Main.State.Incidents.IsEmpty && run.Refused.Count == 0 ? Fine : Problems;
        }
        catch (TextFileException error)
        {
            consoles.Error.WriteLine(error.Message);
            return error.IsUsage ? WrongUsage : Problems;
        }
    }

    private static Interpreter Interpreter(bool tokenFlow) => new(
        ActivityCatalog.Default, [new JintEvaluator(), new LiquidEvaluator()], new() { TokenFlow = tokenFlow, Cron = new CronosSchedule() });

    private sealed record Consoles(TextWriter Output, TextWriter Error)
    {
        public static Consoles Of(ParseResult result) => new(result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
    }

    private sealed record RunRequest(FileInfo File, string[] Input, FileInfo? Stimuli)
    {
        public bool ResumeAll { get; init; }
        public bool TokenFlow { get; init; }
        public string? Trigger { get; init; }
        public DateTimeOffset? At { get; init; }
        public bool Json { get; init; }
        public DirectoryInfo? Library { get; init; }
    }
}
