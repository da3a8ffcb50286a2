using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

public sealed class ImportFilesTests(WebWorld world)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_definitions_leave_as_a_zip_and_come_back_as_one()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        var one = (await designer.PostAsync("workflow-definitions", Model.Create("zip one")))["workflowDefinition"]!;
        var two = (await designer.PostAsync("workflow-definitions", Model.Create("zip two")))["workflowDefinition"]!;

        using var answer = await designer.SendAsync(HttpMethod.Post, "bulk-actions/export/workflow-definitions", new JsonObject
        {
            ["ids"] = new JsonArray((string?)one["id"], (string?)two["id"], "nope"),
            ["includeConsumingWorkflows"] = false,
        });
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var imported = await designer.UploadAsync("workflow-definitions/import-files", ("definitions.zip", bytes));
        var result = JsonNode.Parse(await imported.Content.ReadAsStringAsync(Cancel))!;
        var latest = await designer.GetAsync($"workflow-definitions/by-definition-id/{one["definitionId"]}");

        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2, zip.Entries.Count);
        Assert.Equal(2, (int)result["count"]!);
        Assert.Equal(2, (int)latest["version"]!);
        Assert.Equal("zip one", (string?)latest["name"]);
    }

    [Fact]
    public async Task What_is_no_definition_is_named()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        using var answer = await designer.UploadAsync("workflow-definitions/import-files", ("letter.json", "[1]"u8.ToArray()), ("broken.zip", "PK"u8.ToArray()));
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("letter.json", text, StringComparison.Ordinal);
        Assert.Contains("broken.zip", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_packed_in_a_way_nobody_knows_is_named()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("odd.json").Open();
            entry.Write("{}"u8);
        }

        // The method of packing, once before the entry and once in the archive's list.
        var bytes = stream.ToArray();
        foreach (var (mark, offset) in new[] { ("PK\u0003\u0004", 8), ("PK\u0001\u0002", 10) })
        {
            bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(mark)) + offset] = 99;
        }

        using var answer = await designer.UploadAsync("workflow-definitions/import-files", ("odd.zip", bytes));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("odd.json", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workflow-definitions/import-files", "--x\r\nnothing like a header\r\n")]
    [InlineData("workflow-definitions/import-files", "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.json\"\r\n\r\n{}")]
    [InlineData("bulk-actions/import/workflow-instances", "--x\r\nnothing like a header\r\n")]
    public async Task A_form_that_breaks_off_is_the_callers_mistake(string path, string body)
    {
        using var designer = await ElsaVisitor.SignInAsync(world);
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        using var answer = await designer.SendAsync(path, content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_shipped_definition_leaves_as_the_file_it_came_from()
    {
        using var designer = await ElsaVisitor.SignInAsync(world);

        using var answer = await designer.SendAsync(HttpMethod.Get, "workflow-definitions/rectification/export?versionOptions=1");
        var exported = await answer.Content.ReadAsStringAsync(Cancel);
        var shipped = await File.ReadAllTextAsync(Path.Combine(Files.Repository, "workflows", "rectification.json"), Encoding.UTF8, Cancel);

        // Only the day of its birth is another, and which version is in use.
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        var different = exported.Split('\n').Except(shipped.Split('\n')).Select(line => line.Trim()).ToList();
        Assert.All(different, line => Assert.Matches("^\"(createdAt|isLatest|isPublished)\"", line));
    }
}
