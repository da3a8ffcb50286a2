using System.IO.Compression;
using System.Xml.Linq;
using CsCheck;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Rectify.Workflow.App.Spreadsheets;
using Sheet = Rectify.Workflow.App.Spreadsheets.Sheet;
using Workbook = Rectify.Workflow.App.Spreadsheets.Workbook;

namespace Rectify.Workflow.App.Tests.Spreadsheets;

public sealed class WorkbookTests
{
    private static readonly string[] Formulas =
        ["=1+1", "+86 516", "-3", "@SUM(A1)", "\t=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x.invalid\",\"请点击\")", "＝1+1"];

    [Fact]
    public void A_text_that_looks_like_a_formula_stays_a_text()
    {
        using var read = Open(Workbook.Write([Of("任务", [.. Formulas.Select(text => new object?[] { text })])]));
        var cells = CellsOf(read, 0).Skip(5).ToList();

        Assert.Equal(Formulas, cells.Select(cell => cell.InnerText));
        Assert.All(cells, cell => Assert.Null(cell.CellFormula));
        Assert.All(cells, cell => Assert.Equal(CellValues.InlineString, cell.DataType?.Value));
        var formats = read.WorkbookPart?.WorkbookStylesPart?.Stylesheet?.CellFormats?.Elements<CellFormat>().ToList() ?? [];
        Assert.All(cells, cell => Assert.True(formats[(int)(cell.StyleIndex?.Value ?? 0)].QuotePrefix?.Value));
    }

    [Fact]
    public void Days_numbers_shares_and_gaps_are_what_they_are()
    {
        using var read = Open(Workbook.Write([Of("表", [[1234, new DateOnly(2024, 1, 8), 0.5m, null, "第1项"]])]));
        var cells = CellsOf(read, 0).Skip(5).ToList();

        Assert.Equal(["1234", "45299", "0.5", "", "第1项"], cells.Select(cell => cell.InnerText));
    }

    [Fact]
    public void The_same_sheets_give_the_same_bytes()
    {
        Sheet[] sheets = [Of("总体情况", [["任务总数", 26]]), Of("走势", [[new DateOnly(2024, 1, 8), 1]])];

        Assert.Equal(Workbook.Write(sheets), Workbook.Write(sheets));
    }

    [Fact]
    public void Whatever_is_written_opens_without_a_complaint_and_reads_back() =>
        Gen.Select(Gen.String[0, 40], Gen.String[0, 60], Gen.Int).Array[1, 6].Sample(drawn =>
        {
            var sheets = drawn.Select(one => Of(one.Item1, [[one.Item2, one.Item3], [], ["整改"]])).ToList();
            using var read = Open(Workbook.Write(sheets));

            Assert.Empty(new OpenXmlValidator().Validate(read, TestContext.Current.CancellationToken).Select(error => $"{error.Path?.XPath}: {error.Description}"));
            var names = read.WorkbookPart?.Workbook?.Sheets?.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(sheet => sheet.Name?.Value ?? "").ToList() ?? [];
            Assert.Equal(drawn.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(names, name => Assert.InRange(name.Length, 1, 31));
            Assert.All(drawn.Select((one, at) => (one, at)), told => Assert.Equal(
                Readable(told.one.Item2), CellsOf(read, told.at).Skip(5).First().InnerText));
        }, iter: 60);

    [Fact]
    public void No_part_tells_when_it_was_written()
    {
        using var zip = new ZipArchive(new MemoryStream(Workbook.Write([Of("表", [["整改"]])])));

        Assert.All(zip.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
        Assert.All(zip.Entries, entry => Assert.NotNull(XDocument.Load(entry.Open()).Root));
    }

    // What XML 1.0 cannot hold is left out; a lone half of a pair is told as such.
    private static string Readable(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune.Utf16SequenceLength == 2 || System.Xml.XmlConvert.IsXmlChar((char)rune.Value)).Select(rune => rune.ToString()));

    private static Sheet Of(string name, IReadOnlyList<object?>[] rows) =>
        new(name, [new("任务", 20), new("一", 10), new("二", 10), new("三", 10), new("四", 10)], rows);

    private static SpreadsheetDocument Open(byte[] bytes) => SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);

    private static IEnumerable<Cell> CellsOf(SpreadsheetDocument read, int sheet)
    {
        var ids = read.WorkbookPart?.Workbook?.Sheets?.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Select(one => one.Id?.Value ?? "").ToList() ?? [];
        return ((WorksheetPart?)read.WorkbookPart?.GetPartById(ids[sheet]))?.Worksheet?.Descendants<Cell>() ?? [];
    }
}
