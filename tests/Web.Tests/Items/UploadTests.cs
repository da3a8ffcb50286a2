using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Items;

public sealed class UploadTests(WebWorld world)
{
    private const int ItemNumber = 3;

    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj\n<< >>\nendobj\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string> Refused() => new()
    {
        { "empty.pdf", [], "文件是空的" },
        { "page.html", "<script>alert(1)</script>"u8.ToArray(), "只接受" },
        { "program.exe", [0x4D, 0x5A, 0x90], "只接受" },
        { "no-ending", "text"u8.ToArray(), "只接受" },
        { "double.pdf.html", Pdf, "只接受" },
        { "not-really.pdf", "<html><script>alert(1)</script></html>"u8.ToArray(), "文件内容与扩展名不符" },
        { "not-really.png", Pdf, "文件内容与扩展名不符" },
        { "not-really.docx", Zip("readme.txt"), "文件内容与扩展名不符" },
        { "with-macro.docx", Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "文件内容与扩展名不符" },
        { "binary.txt", [0x00, 0x01, 0x02, 0x03], "文件内容与扩展名不符" },
        { "gbk.txt", [0xD5, 0xFB, 0xB8, 0xC4], "文件内容与扩展名不符" },
    };

    [Theory, MemberData(nameof(Refused))]
    public Task What_is_not_evidence_is_refused_with_a_reason_and_leaves_nothing(string name, byte[] content, string reason) =>
        RefusedAsync(name, content, reason);

    // Not a row of the theory: the runner writes every argument out as text, and 20 MB of it several times over.
    [Fact]
    public Task What_is_too_large_is_refused_and_leaves_nothing() =>
        RefusedAsync("too-large.pdf", [.. Pdf, .. new byte[EvidenceTypes.MaxBytes]], "文件超过20 MB");

    private async Task RefusedAsync(string name, byte[] content, string reason)
    {
        var item = await world.ItemAsync(ItemNumber);
        using var official = await OfficialAsync(item);

        using var answer = await official.UploadAsync(item.Id.Value, 1, name, content);
        var page = await official.ReadAsync($"/items/{item.Id.Value}");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains(reason, page, StringComparison.Ordinal);
        Assert.False(await world.ReadAsync(db => db.Evidence.AnyAsync(file => file.FileName == name, Cancel)));
    }

    [Fact]
    public async Task Evidence_comes_back_unchanged_as_a_download_under_its_own_name()
    {
        var item = await world.ItemAsync(ItemNumber);
        using var official = await OfficialAsync(item);

        using var answer = await official.UploadAsync(item.Id.Value, 2, "收据 2023.pdf", Pdf);
        var evidence = await world.ReadAsync(db => db.Evidence.SingleAsync(file => file.FileName == "收据 2023.pdf", Cancel));
        using var download = await official.GetAsync($"/evidence/{evidence.Id}");

        Assert.Equal(Pdf, await download.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("收据 2023.pdf", download.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", Assert.Single(download.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("sandbox", Assert.Single(download.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Pdf)), evidence.Sha256);
    }

    [Theory]
    [InlineData("../../../rectify.db.txt", "rectify.db.txt")]
    [InlineData("..\\..\\windows.txt", "windows.txt")]
    [InlineData("<img src=x onerror=alert(1)>.txt", "img src=x onerror=alert(1).txt")]
    [InlineData("\u202Etxt.exe.txt", "txt.exe.txt")]
    [InlineData("\u2066\u202Agpj.bat\u200F.txt", "gpj.bat.txt")]
    public async Task A_hostile_name_is_only_ever_letters(string name, string kept)
    {
        var item = await world.ItemAsync(ItemNumber);
        using var official = await OfficialAsync(item);
        var content = Encoding.UTF8.GetBytes($"佐证材料 {kept}");

        using var answer = await official.UploadAsync(item.Id.Value, 1, name, content);
        var evidence = await world.ReadAsync(db => db.Evidence.SingleAsync(file => file.FileName == kept, Cancel));
        var page = await (await official.GetAsync($"/items/{item.Id.Value}")).Content.ReadAsStringAsync(Cancel);

        var folder = Path.Combine(world.DataFolder, "evidence");
        var stored = Assert.Single(Directory.GetFiles(folder, evidence.StoredName, SearchOption.AllDirectories));
        Assert.Matches("^[0-9a-f]{40}$", Path.GetFileName(stored));
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, ".")]
    [InlineData(146, ".txt")]
    public async Task A_name_with_an_endless_ending_is_refused_in_words(int letters, string ending)
    {
        var item = await world.ItemAsync(ItemNumber);
        using var official = await OfficialAsync(item);

        using var answer = await official.UploadAsync(item.Id.Value, 1, new string('a', letters) + ending + new string('x', 180), "佐证材料"u8.ToArray());

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = await (await official.GetAsync($"/items/{item.Id.Value}")).Content.ReadAsStringAsync(Cancel);
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_twice_is_kept_once()
    {
        var item = await world.ItemAsync(ItemNumber);
        using var official = await OfficialAsync(item);

        using var first = await official.UploadAsync(item.Id.Value, 3, "twice.txt", "同一份材料"u8.ToArray());
        using var second = await official.UploadAsync(item.Id.Value, 3, "twice.txt", "同一份材料"u8.ToArray());

        Assert.Equal(1, await world.ReadAsync(db => db.Evidence.CountAsync(file => file.FileName == "twice.txt", Cancel)));
        Assert.Contains("已经上传过", await official.ReadAsync($"/items/{item.Id.Value}"), StringComparison.Ordinal);
    }

    private async Task<Visitor> OfficialAsync(RectificationItem item) =>
        await world.VisitAsync(await world.UserNameAsync(item.Duty.ResponsiblePerson?.Value));

    private static byte[] Zip(params string[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using var writer = new StreamWriter(archive.CreateEntry(entry).Open());
                writer.Write("x");
            }
        }

        return memory.ToArray();
    }
}
