using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Logging;
using Rectify.Workflow.App.Mail;
using Serilog;
using Serilog.Extensions.Logging;

namespace Rectify.Workflow.App.Tests.LogLines;

public sealed class LoggingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rectify-logs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_is_compact_json_with_the_id_of_its_step()
    {
        var mail = Guid.CreateVersion7();
        var lines = Write(log =>
        {
            using (StepScope.Begin("reminders-1"))
            {
                log.MailAccepted(mail, MailKind.Reminder, 1);
            }

            log.MailCancelled(mail, MailKind.Reminder);
        });

        Assert.Equal(2, lines.Count);
        Assert.Equal("reminders-1", lines[0].GetProperty("StepId").GetString());
        Assert.Equal(mail, lines[0].GetProperty("MailId").GetGuid());
        Assert.False(lines[1].TryGetProperty("StepId", out _));
    }

    [Fact]
    public void Chatter_of_the_framework_stays_out_and_settings_can_let_it_in()
    {
        Assert.Empty(Write(log => log.MailAccepted(Guid.Empty, MailKind.Rung, 1), "Microsoft.EntityFrameworkCore.Database.Command"));
        Assert.Single(Write(log => log.MailAccepted(Guid.Empty, MailKind.Rung, 1), "Microsoft.EntityFrameworkCore.Database.Command",
            new() { ["Serilog:MinimumLevel:Override:Microsoft.EntityFrameworkCore"] = "Information" }));
    }

    private List<JsonElement> Write(
        Action<Microsoft.Extensions.Logging.ILogger> write, string source = "Rectify.Workflow.App.Mail", Dictionary<string, string?>? settings = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build();
        using (var logger = LoggingSetup.Configure(new LoggerConfiguration(), configuration, folder).CreateLogger())
        using (var factory = new SerilogLoggerFactory(logger))
        {
            write(factory.CreateLogger(source));
        }

        return [.. Directory.GetFiles(folder).SelectMany(File.ReadAllLines)
            .Select(line => JsonDocument.Parse(line).RootElement.Clone())];
    }
}
