using DocumentFormat.OpenXml.Spreadsheet;

namespace Rectify.Workflow.App.Spreadsheets;

/// <summary>The few looks a cell may have, by their place in the workbook's list.</summary>
internal static class SheetStyles
{
    public const uint Plain = 0, Heading = 1, Text = 2, Quoted = 3, Day = 4, Share = 5;

    private const uint TextFormat = 49, PercentFormat = 10, DayFormat = 164;

    public static Stylesheet Make() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = DayFormat, FormatCode = "yyyy\"年\"m\"月\"d\"日\"" }) { Count = 1 },
        new Fonts(Font(bold: false), Font(bold: true)) { Count = 2 },
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FFEEF0F3" }, new BackgroundColor { Indexed = 64 }) { PatternType = PatternValues.Solid }))
        { Count = 3 },
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())) { Count = 1 },
        new CellStyleFormats(new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }) { Count = 1 },
        new CellFormats(
            Look(0),
            Look(TextFormat, VerticalAlignmentValues.Center, font: 1, fill: 2),
            Look(TextFormat, VerticalAlignmentValues.Top),
            Quote(Look(TextFormat, VerticalAlignmentValues.Top)),
            Look(DayFormat, VerticalAlignmentValues.Top),
            Look(PercentFormat))
        { Count = 6 },
        new CellStyles(new CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }) { Count = 1 });

    private static Font Font(bool bold)
    {
        var font = new Font();
        if (bold)
        {
            font.Append(new Bold());
        }

        font.Append(new FontSize { Val = 11 }, new FontName { Val = "等线" });
        return font;
    }

    private static CellFormat Quote(CellFormat look)
    {
        look.QuotePrefix = true;
        return look;
    }

    private static CellFormat Look(uint format, VerticalAlignmentValues? stands = null, uint font = 0, uint fill = 0)
    {
        var look = new CellFormat
        {
            NumberFormatId = format,
            FontId = font,
            FillId = fill,
            BorderId = 0,
            FormatId = 0,
            ApplyNumberFormat = format != 0,
            ApplyFont = font != 0,
            ApplyFill = fill != 0,
        };
        if (stands is { } where)
        {
            look.ApplyAlignment = true;
            look.Append(new Alignment { Vertical = where, WrapText = true });
        }

        return look;
    }
}
