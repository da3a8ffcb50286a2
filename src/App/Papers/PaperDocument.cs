using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Rectify.Workflow.App.Documents;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>
/// Lays a paper out as an official expects it (公文格式): red head, number over a red line, title, addressee, text, table of the item,
/// contact, signature, date, copies. The same paper always gives the same bytes.
/// </summary>
public static class PaperDocument
{
    private const string Song = "方正小标宋简体";
    private const string FangSong = "仿宋_GB2312";
    private const string Hei = "黑体";
    private const string Red = "C00000";
    private const string TwoCharacters = "640";   // two characters of 16 points, in twentieths

    /// <summary>The paper as a Word file.</summary>
    public static byte[] Write(Paper paper)
    {
        ArgumentNullException.ThrowIfNull(paper);
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddNewPart<MainDocumentPart>(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "rId1");
            main.Document = new Document(BodyOf(paper, PaperSheet.Read(paper.Sheet)));
            main.AddNewPart<StyleDefinitionsPart>("rId1").Styles = StylesOf();
        }

        return OfficePackage.Repack(stream.ToArray());
    }

    private static Body BodyOf(Paper paper, PaperSheet sheet)
    {
        var body = new Body(
            Line(sheet.Issuer, Song, 52, JustificationValues.Center, Red),
            NumberLine(paper.NumberText));
        if (paper is { Status: PaperStatus.Void })
        {
            body.Append(
                Line("作　废", Hei, 72, JustificationValues.Center, Red),
                Line($"本文书已于{(paper.VoidedOn is { } on ? Day(on) : "")}作废：{paper.VoidReason}", FangSong, 28, JustificationValues.Center, Red));
        }

        body.Append(Line(string.Join("　", paper.Kind.ChineseName.AsEnumerable()), Song, 44, JustificationValues.Center, before: 240));
        if (sheet.Addressee is { } addressee)
        {
            body.Append(Line($"{addressee}：", FangSong, 32, JustificationValues.Left));
        }

        body.Append(Paragraphs(sheet.Finding));
        if (sheet.Facts.Count > 0)
        {
            body.Append(TableOf(sheet.Facts));
        }

        body.Append(Paragraphs(sheet.Demand));
        body.Append(Paragraphs(sheet.Contact is { } contact ? $"联系人：{contact}" : "联系方式：巡察整改督办平台中本任务的页面。"));
        body.Append(
            Line(sheet.Issuer, FangSong, 32, JustificationValues.Right, before: 480, right: TwoCharacters),
            Line(Day(paper.IssuedOn), FangSong, 32, JustificationValues.Right, right: "1280"));
        if (sheet.CopyTo.Count > 0)
        {
            body.Append(CopyLine($"抄送：{string.Join('、', sheet.CopyTo)}"));
        }

        body.Append(new SectionProperties(
            new PageSize { Width = 11906, Height = 16838 },
            new PageMargin { Top = 2098, Bottom = 1984, Left = 1588, Right = 1474, Header = 851, Footer = 992, Gutter = 0 }));
        return body;
    }

    private static Paragraph NumberLine(string number)
    {
        var line = Line(number, FangSong, 32, JustificationValues.Center);
        line.GetFirstChild<ParagraphProperties>()?.InsertAt(
            new ParagraphBorders(new BottomBorder { Val = BorderValues.Single, Size = 18, Space = 6, Color = Red }), 0);
        return line;
    }

    private static Paragraph CopyLine(string text)
    {
        var line = Line(text, FangSong, 28, JustificationValues.Left, before: 480);
        line.GetFirstChild<ParagraphProperties>()?.InsertAt(new ParagraphBorders(
            new TopBorder { Val = BorderValues.Single, Size = 6, Space = 4, Color = "000000" },
            new BottomBorder { Val = BorderValues.Single, Size = 6, Space = 4, Color = "000000" }), 0);
        return line;
    }

    /// <summary>Running text: each line of it a paragraph that begins two characters in.</summary>
    private static IEnumerable<OpenXmlElement> Paragraphs(string? text) => (text ?? "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => new Paragraph(
            new ParagraphProperties(
                new SpacingBetweenLines { Line = "560", LineRule = LineSpacingRuleValues.Exact },
                new Indentation { FirstLine = TwoCharacters, FirstLineChars = 200 }),
            RunOf(line, FangSong, 32)));

    private static Paragraph Line(
        string text, string font, int halfPoints, JustificationValues side, string? colour = null, int before = 0, string? right = null)
    {
        var properties = new ParagraphProperties(new SpacingBetweenLines { Before = before.ToString(CultureInfo.InvariantCulture), Line = "360", LineRule = LineSpacingRuleValues.Auto });
        if (right is not null)
        {
            properties.Append(new Indentation { Right = right });
        }

        properties.Append(new Justification { Val = side });
        return new Paragraph(properties, RunOf(text, font, halfPoints, colour));
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
                new TableWidth { Width = "5000", Type = TableWidthUnitValues.Pct },
                new TableBorders(
                    new TopBorder { Val = BorderValues.Single, Size = 6 }, new LeftBorder { Val = BorderValues.Single, Size = 6 },
                    new BottomBorder { Val = BorderValues.Single, Size = 6 }, new RightBorder { Val = BorderValues.Single, Size = 6 },
                    new InsideHorizontalBorder { Val = BorderValues.Single, Size = 4 }, new InsideVerticalBorder { Val = BorderValues.Single, Size = 4 }),
                new TableLayout { Type = TableLayoutValues.Fixed }),
            new TableGrid(new GridColumn { Width = "1800" }, new GridColumn { Width = "7044" }));
        foreach (var fact in facts)
        {
            table.Append(new TableRow(new TableRowProperties(new CantSplit()), Cell(fact.Label, Hei, "1800"), Cell(fact.Value, FangSong, "7044")));
        }

        return table;
    }

    private static TableCell Cell(string text, string font, string width) => new(
        new TableCellProperties(
            new TableCellWidth { Width = width, Type = TableWidthUnitValues.Dxa },
            new TableCellVerticalAlignment { Val = TableVerticalAlignmentValues.Center }),
        new Paragraph(new ParagraphProperties(new SpacingBetweenLines { Before = "60", After = "60" }), RunOf(text, font, 28)));

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
