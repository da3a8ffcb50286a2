using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Rectify.Workflow.App.Documents;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>
/// Lays a paper out as an official expects it (公文格式): red head, number over a red line, title, addressee, text, table of the item,
/// contact, signature, date, copies. Heights of lines are exact, so that the usual paper fills one page whatever fonts a computer has, and
/// what does not fit takes the last words along: no page bears a signature alone. The same paper always gives the same bytes.
/// </summary>
public static class PaperDocument
{
    private const string Song = "方正小标宋简体";
    private const string FangSong = "仿宋_GB2312";
    private const string Hei = "黑体";
    private const string Red = "C00000";
    private const string TwoCharacters = "640";   // two characters of 16 points, in twentieths
    private const int TextLine = 530;
    private const string FooterId = "rId2";

    /// <summary>The paper as a Word file.</summary>
    public static byte[] Write(Paper paper)
    {
        ArgumentNullException.ThrowIfNull(paper);
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddNewPart<MainDocumentPart>(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "rId1");
            var sheet = PaperSheet.Read(paper.Sheet);
            main.Document = new Document(BodyOf(paper, sheet));
            main.AddNewPart<StyleDefinitionsPart>("rId1").Styles = StylesOf();
            if (sheet.CheckValue is { } value)
            {
                main.AddNewPart<FooterPart>(FooterId).Footer = new Footer(
                    Line($"签发时工作日志校验值 {value}", FangSong, 18, JustificationValues.Left, new(240) { Colour = "595959" }));
            }
        }

        return OfficePackage.Repack(stream.ToArray());
    }

    private static Body BodyOf(Paper paper, PaperSheet sheet)
    {
        var body = new Body(
            Line(sheet.Issuer, Song, 52, JustificationValues.Center, new(800) { Colour = Red }),
            NumberLine(paper.NumberText));
        if (paper is { Status: PaperStatus.Void })
        {
            body.Append(
                Line("作　废", Hei, 72, JustificationValues.Center, new(960) { Colour = Red }),
                Line($"本文书已于{(paper.VoidedOn is { } on ? Day(on) : "")}作废：{paper.VoidReason}", FangSong, 28, JustificationValues.Center, new(480) { Colour = Red }));
        }

        body.Append(Line(string.Join("　", paper.Kind.ChineseName.AsEnumerable()), Song, 44, JustificationValues.Center, new(640) { Before = 160 }));
        if (sheet.Addressee is { } addressee)
        {
            body.Append(Line($"{addressee}：", FangSong, 32, JustificationValues.Left, new(TextLine)));
        }

        body.Append(Paragraphs(sheet.Finding));
        if (sheet.Facts.Count > 0)
        {
            body.Append(Gap(), TableOf(sheet.Facts), Gap());
        }

        body.Append(Paragraphs(sheet.Demand, keep: true));
        body.Append(Paragraphs(sheet.Contact is { } contact ? $"联系人：{contact}" : "联系方式：巡察整改督办平台中本任务的页面。", keep: true));
        body.Append(
            Line(sheet.Issuer, FangSong, 32, JustificationValues.Right, new(TextLine) { Before = 320, Right = TwoCharacters, Keep = true }),
            Line(Day(paper.IssuedOn), FangSong, 32, JustificationValues.Right, new(TextLine) { Right = "1280", Keep = sheet.CopyTo.Count > 0 }));
        if (sheet.CopyTo.Count > 0)
        {
            body.Append(CopyLine($"抄送：{string.Join('、', sheet.CopyTo)}"));
        }

        var section = new SectionProperties(
            new PageSize { Width = 11906, Height = 16838 },
            new PageMargin { Top = 2098, Bottom = 1984, Left = 1588, Right = 1474, Header = 851, Footer = 992, Gutter = 0 });
        if (sheet.CheckValue is not null)
        {
            section.InsertAt(new FooterReference { Type = HeaderFooterValues.Default, Id = FooterId }, 0);
        }

        body.Append(section);
        return body;
    }

    private static Paragraph NumberLine(string number)
    {
        var line = Line(number, FangSong, 32, JustificationValues.Center, new(TextLine));
        line.GetFirstChild<ParagraphProperties>()?.InsertAt(
            new ParagraphBorders(new BottomBorder { Val = BorderValues.Single, Size = 18, Space = 6, Color = Red }), 0);
        return line;
    }

    private static Paragraph CopyLine(string text)
    {
        var line = Line(text, FangSong, 28, JustificationValues.Left, new(480) { Before = 280 });
        line.GetFirstChild<ParagraphProperties>()?.InsertAt(new ParagraphBorders(
            new TopBorder { Val = BorderValues.Single, Size = 6, Space = 4, Color = "000000" },
            new BottomBorder { Val = BorderValues.Single, Size = 6, Space = 4, Color = "000000" }), 0);
        return line;
    }

    /// <summary>Running text: each line of it a paragraph that begins two characters in.</summary>
    private static IEnumerable<OpenXmlElement> Paragraphs(string? text, bool keep = false) => (text ?? "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line =>
        {
            var properties = new ParagraphProperties(Exactly(TextLine), new Indentation { FirstLine = TwoCharacters, FirstLineChars = 200 });
            if (keep)
            {
                properties.InsertAt(new KeepNext(), 0);
            }

            return new Paragraph(properties, RunOf(line, FangSong, 32));
        });

    private static Paragraph Gap() => new(new ParagraphProperties(Exactly(80)));

    private static SpacingBetweenLines Exactly(int height) =>
        new() { Line = height.ToString(CultureInfo.InvariantCulture), LineRule = LineSpacingRuleValues.Exact };

    private static Paragraph Line(string text, string font, int halfPoints, JustificationValues side, LineLook look)
    {
        var spacing = Exactly(look.Height);
        spacing.Before = look.Before.ToString(CultureInfo.InvariantCulture);
        var properties = new ParagraphProperties(spacing);
        if (look.Keep)
        {
            properties.InsertAt(new KeepNext(), 0);
        }

        if (look.Right is { } right)
        {
            properties.Append(new Indentation { Right = right });
        }

        properties.Append(new Justification { Val = side });
        return new Paragraph(properties, RunOf(text, font, halfPoints, look.Colour));
    }

    private static Run RunOf(string text, string font, int halfPoints, string? colour = null)
    {
        var size = halfPoints.ToString(CultureInfo.InvariantCulture);
        var properties = new RunProperties(new RunFonts { Ascii = "Times New Roman", HighAnsi = "Times New Roman", EastAsia = font });
        if (colour is not null)
        {
            properties.Append(new Color { Val = colour });
        }

        properties.Append(new FontSize { Val = size }, new FontSizeComplexScript { Val = size });
        return new Run(properties, new Text(Printable(text)) { Space = SpaceProcessingModeValues.Preserve });
    }

    private static Table TableOf(IReadOnlyList<PaperFact> facts)
    {
        var table = new Table(
            new TableProperties(
                new TableWidth { Width = "8780", Type = TableWidthUnitValues.Dxa },
                new TableJustification { Val = TableRowAlignmentValues.Center },
                new TableBorders(
                    new TopBorder { Val = BorderValues.Single, Size = 6 }, new LeftBorder { Val = BorderValues.Single, Size = 6 },
                    new BottomBorder { Val = BorderValues.Single, Size = 6 }, new RightBorder { Val = BorderValues.Single, Size = 6 },
                    new InsideHorizontalBorder { Val = BorderValues.Single, Size = 4 }, new InsideVerticalBorder { Val = BorderValues.Single, Size = 4 }),
                new TableLayout { Type = TableLayoutValues.Fixed }),
            new TableGrid(new GridColumn { Width = "1500" }, new GridColumn { Width = "7280" }));
        foreach (var fact in facts)
        {
            table.Append(new TableRow(new TableRowProperties(new CantSplit()), Cell(fact.Label, Hei, "1500"), Cell(fact.Value, FangSong, "7280")));
        }

        return table;
    }

    private static TableCell Cell(string text, string font, string width) => new(
        new TableCellProperties(
            new TableCellWidth { Width = width, Type = TableWidthUnitValues.Dxa },
            new TableCellVerticalAlignment { Val = TableVerticalAlignmentValues.Center }),
        new Paragraph(new ParagraphProperties(CellLine()), RunOf(text, font, 24)));

    private static SpacingBetweenLines CellLine()
    {
        var line = Exactly(340);
        (line.Before, line.After) = ("40", "40");
        return line;
    }

    /// <summary>How a line of its own looks; heights in twentieths of a point.</summary>
    private sealed record LineLook(int Height)
    {
        public int Before { get; init; }
        public string? Colour { get; init; }
        public string? Right { get; init; }

        /// <summary>It stays on the page of the next line.</summary>
        public bool Keep { get; init; }
    }

    private static Styles StylesOf() => new(new DocDefaults(
        new RunPropertiesDefault(new RunPropertiesBaseStyle(
            new RunFonts { Ascii = "Times New Roman", HighAnsi = "Times New Roman", EastAsia = FangSong },
            new FontSize { Val = "32" },
            new Languages { Val = "en-US", EastAsia = "zh-CN" })),
        new ParagraphPropertiesDefault()));

    private static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";

    /// <summary>A title may hold characters that no XML can.</summary>
    private static string Printable(string text) => string.Concat(text.Where((sign, index) =>
        System.Xml.XmlConvert.IsXmlChar(sign)
        || (char.IsHighSurrogate(sign) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        || (char.IsLowSurrogate(sign) && index > 0 && char.IsHighSurrogate(text[index - 1]))));
}
