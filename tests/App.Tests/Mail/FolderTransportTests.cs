using Microsoft.Extensions.Options;
using MimeKit;
using Rectify.Workflow.App.Mail.Transports;

namespace Rectify.Workflow.App.Tests.Mails;

public sealed class FolderTransportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rectify-mail-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_mail_becomes_one_file_that_reads_back_whole()
    {
        var id = Guid.CreateVersion7();
        var transport = Transport();
        using var message = MailSamples.Message("【督办单】徐巡改督〔2024〕1号");

        Assert.False(transport.WasTaken(id));
        Assert.IsType<Delivery.Accepted>(await transport.SendAsync(id, message, Cancel));

        Assert.True(transport.WasTaken(id));
        using var read = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_folder)), Cancel);
        Assert.Equal("【督办单】徐巡改督〔2024〕1号", read.Subject);
        Assert.Equal("以下任务由您负责。", read.TextBody?.Trim());
    }

    [Fact]
    public async Task Sent_twice_it_is_one_file_and_the_first_text_stays()
    {
        var id = Guid.CreateVersion7();
        var transport = Transport();
        using var first = MailSamples.Message("first");
        using var second = MailSamples.Message("second");
        await transport.SendAsync(id, first, Cancel);

        Assert.IsType<Delivery.Accepted>(await transport.SendAsync(id, second, Cancel));

        using var read = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_folder)), Cancel);
        Assert.Equal("first", read.Subject);
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_not_a_mail()
    {
        var id = Guid.CreateVersion7();
        await File.WriteAllTextAsync(Path.Combine(_folder, $"{id:N}.eml.999999-1.tmp"), "half", Cancel);
        var transport = Transport();

        Assert.False(transport.WasTaken(id));
        using var message = MailSamples.Message();
        await transport.SendAsync(id, message, Cancel);
        Assert.True(transport.WasTaken(id));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_server_that_is_away()
    {
        var file = Path.Combine(_folder, "not-a-folder");
        await File.WriteAllTextAsync(file, "", Cancel);
        var options = MailSamples.Options();
        options.Folder = file;
        using var message = MailSamples.Message();

        var delivery = await new FolderTransport(Options.Create(options)).SendAsync(Guid.NewGuid(), message, Cancel);

        Assert.True(Assert.IsType<Delivery.Later>(delivery).ServerIsAway);
    }

    private FolderTransport Transport()
    {
        var options = MailSamples.Options();
        options.Folder = _folder;
        return new(Options.Create(options));
    }
}
