using System.IO.Compression;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Escalation;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Tests.PaperDesk;

/// <summary>A paper as a Word file: valid, complete, always the same bytes, and called what it is.</summary>
public sealed class PaperDocumentTests
{
    private static readonly DateOnly Day = new(2024, 1, 4);
    private static readonly RoundSettings Settings = new() { IssuingBody = "徐巡改", IssuerName = "某镇巡察整改工作办公室", Contact = "督查室 0000-0000000" };

    public static TheoryData<PaperKind> Kinds => [.. Enum.GetValues<PaperKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_is_a_valid_file_with_all_that_an_official_looks_for(PaperKind kind)
    {
        var paper = PaperOf(kind);

        var text = TextOf(PaperDocument.Write(paper));

        string[] expected =
        [
            "某镇巡察整改工作办公室", paper.NumberText, string.Join("　", kind.ChineseName.AsEnumerable()), "经管站：", "第5项 分红不到位", "责任领导", "分管副镇长",
            "2023年12月31日（原时限2023年9月14日，经批准延期）", "已逾期4天，尚未提交完成", "回复时限", "联系人：督查室 0000-0000000", "2024年1月4日", "抄送：牵头领导、党委书记",
        ];
        Assert.All(expected, words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.DoesNotContain("作　废", text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void No_page_bears_a_signature_alone_and_lines_are_as_high_in_every_font(PaperKind kind)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(PaperDocument.Write(PaperOf(kind))), isEditable: false);
        var paragraphs = document.MainDocumentPart!.Document!.Body!.Elements<DocumentFormat.OpenXml.Wordprocessing.Paragraph>().ToList();

        var contact = paragraphs.FindIndex(paragraph => paragraph.InnerText.StartsWith("联系人", StringComparison.Ordinal));
        Assert.Equal(4, paragraphs.Count - contact);   // contact, issuer, date, copies
        Assert.All(paragraphs[(contact - 1)..^1], paragraph => Assert.NotNull(paragraph.ParagraphProperties!.KeepNext));
        Assert.Null(paragraphs[^1].ParagraphProperties!.KeepNext);
        Assert.All(document.MainDocumentPart.Document.Descendants<DocumentFormat.OpenXml.Wordprocessing.Paragraph>(), paragraph =>
            Assert.Equal(DocumentFormat.OpenXml.Wordprocessing.LineSpacingRuleValues.Exact, paragraph.ParagraphProperties!.SpacingBetweenLines!.LineRule!.Value));
    }

    [Fact]
    public void The_check_value_stands_at_the_foot_of_the_page_and_only_when_there_is_one()
    {
        var paper = PaperOf(PaperKind.UrgeNote, "128-9f2a41c07be3");

        using var document = WordprocessingDocument.Open(new MemoryStream(PaperDocument.Write(paper)), isEditable: false);
        using var without = WordprocessingDocument.Open(new MemoryStream(PaperDocument.Write(PaperOf(PaperKind.UrgeNote))), isEditable: false);

        Assert.Equal("签发时工作日志校验值 128-9f2a41c07be3", Assert.Single(document.MainDocumentPart!.FooterParts).Footer!.InnerText);
        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken));
        Assert.Empty(without.MainDocumentPart!.FooterParts);
    }

    [Fact]
    public void The_time_to_answer_counts_working_days()
    {
        // Three working days after Thursday, 4 January 2024.
        Assert.Contains("2024年1月9日前", TextOf(PaperDocument.Write(PaperOf(PaperKind.UrgeNote))), StringComparison.Ordinal);
        Assert.Contains("2024年1月11日前", TextOf(PaperDocument.Write(PaperOf(PaperKind.ReminderLetter))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_paper_gives_the_same_bytes_and_they_carry_no_time()
    {
        var paper = PaperOf(PaperKind.UrgeNote);

        var first = PaperDocument.Write(paper);

        Assert.Equal(first, PaperDocument.Write(paper));
        using var zip = new ZipArchive(new MemoryStream(first));
        Assert.All(zip.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
        Assert.Equal("[Content_Types].xml", zip.Entries[0].FullName);
    }

    [Fact]
    public void A_withdrawn_paper_says_so_and_why()
    {
        var paper = PaperOf(PaperKind.UrgeNote);
        (paper.Status, paper.VoidedOn, paper.VoidReason) = (PaperStatus.Void, new DateOnly(2024, 1, 5), "发错单位");

        var text = TextOf(PaperDocument.Write(paper));

        Assert.Contains("作　废", text, StringComparison.Ordinal);
        Assert.Contains("本文书已于2024年1月5日作废：发错单位", text, StringComparison.Ordinal);
        Assert.Equal("催办单 徐巡改催〔2024〕3号（作废） 分红不到位.docx", PaperFile.NameOf(paper));
    }

    [Theory]
    [InlineData("分红不到位", "催办单 徐巡改催〔2024〕3号 分红不到位.docx")]
    [InlineData("合作社/公司:\"分红\"?\r\n*不到位", "催办单 徐巡改催〔2024〕3号 合作社公司分红不到位.docx")]
    [InlineData("一二三四五六七八九十一二三四五六七八九十一二三四五六", "催办单 徐巡改催〔2024〕3号 一二三四五六七八九十一二三四五六七八九十一二三四.docx")]
    [InlineData("一二三四五六七八九十一二三四五六七八九十一二三𠮷五六", "催办单 徐巡改催〔2024〕3号 一二三四五六七八九十一二三四五六七八九十一二三.docx")]
    public void The_files_name_is_kind_number_and_a_short_title_that_every_disk_takes(string title, string name) =>
        Assert.Equal(name, PaperFile.NameOf(PaperOf(PaperKind.UrgeNote, title: title)));

    [Fact]
    public void Signs_that_no_file_can_hold_do_not_break_it()
    {
        var paper = PaperOf(PaperKind.UrgeNote, title: "分红\u0001不\uFFFE到\u000B位𠮷<&>");

        Assert.Contains("分红不到位𠮷<&>", TextOf(PaperDocument.Write(paper)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_a_workflow_wrote_keeps_its_paragraphs()
    {
        var sheet = PaperText.Written("一、请核实。\n二、请报告。", "分红不到位", new());
        var paper = Paper.Of(new("巡改", PaperKind.SuperviseNote, 2024, 1), null, Day, sheet, DateTimeOffset.UnixEpoch);

        var text = TextOf(PaperDocument.Write(paper));

        Assert.Contains("一、请核实。\n二、请报告。", text, StringComparison.Ordinal);
        Assert.Equal("一、请核实。\n二、请报告。", paper.Text);
    }

    private static Paper PaperOf(PaperKind kind, string? checkValue = null, string title = "分红不到位") => Paper.Of(
        new("徐巡改", kind, 2024, 3), new ItemId(Guid.Parse("0190a5e0-0000-7000-8000-000000000005")), Day,
        PaperText.Of(kind, new(5, title, "经管站", "经管站负责人", new(2023, 12, 31), new(2023, 9, 14), Day)
        {
            Leader = "分管副镇长",
            CopyTo = [Audience.LeadLeader, Audience.Secretary],
        }, Settings, WorkingCalendars.Shipped) with
        { CheckValue = checkValue }, DateTimeOffset.UnixEpoch);

    /// <summary>The file's text, a paragraph a line, after the validator found nothing.</summary>
    private static string TextOf(byte[] file)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document, TestContext.Current.CancellationToken)
            .Select(problem => $"{problem.Path?.XPath}: {problem.Description}"));
        return string.Join('\n', document.MainDocumentPart!.Document!.Descendants<DocumentFormat.OpenXml.Wordprocessing.Paragraph>().Select(paragraph => paragraph.InnerText));
    }
}
