using System.CommandLine;
using System.Text;
using Rectify.Workflow.Cli.Definitions;
using Rectify.Workflow.Cli.Forecast;
using Rectify.Workflow.Cli.Import;
using Rectify.Workflow.Cli.Journal;
using Rectify.Workflow.Cli.Rehearsal;

const int WrongUsage = 2;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand("整改流程命令行。Rectify.Workflow from a shell.")
{
    DefinitionCommand.Build(),
    ImportCommand.Build(),
    JournalCommand.Build(),
    ForecastCommand.Build(),
    RehearseCommand.Build(),
};
var parsed = root.Parse(args);
var exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? WrongUsage : exit;
