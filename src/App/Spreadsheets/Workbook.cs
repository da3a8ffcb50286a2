using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Rectify.Workflow.App.Documents;
using OpenSheet = DocumentFormat.OpenXml.Spreadsheet.Sheet;
using OpenWorkbook = DocumentFormat.OpenXml.Spreadsheet.Workbook;

namespace Rectify.Workflow.App.Spreadsheets;

/// <summary>
/// Writes a workbook (xlsx). The same sheets give the same bytes. A text stays a text whatever it begins with: it is stored as
/// one, never as a formula, and stays one when a person edits the cell.
/// </summary>
public static class Workbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int LongestName = 31;
    private const int LongestText = 32_767;

    /// <summary>The workbook's bytes; the first row of each sheet stays in sight.</summary>
    public static byte[] Write(IReadOnlyList<Sheet> sheets)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        ArgumentOutOfRangeException.ThrowIfZero(sheets.Count);
        var bodies = new Dictionary<string, Action<Stream>>(StringComparer.Ordinal);
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddNewPart<WorkbookPart>($"{ContentType}.main+xml", "rId1");
            book.AddNewPart<WorkbookStylesPart>("styles").Stylesheet = SheetStyles.Make();
            var list = new Sheets();
            var names = NamesOf(sheets);
            for (var at = 0; at < sheets.Count; at++)
            {
                var part = book.AddNewPart<WorksheetPart>(string.Create(CultureInfo.InvariantCulture, $"sheet{at + 1}"));
                var sheet = sheets[at];
                bodies.Add(part.Uri.OriginalString.TrimStart('/'), body => Body(body, sheet));
                list.Append(new OpenSheet { Name = names[at], SheetId = (uint)at + 1, Id = book.GetIdOfPart(part) });
            }

            book.Workbook = new OpenWorkbook(list);
        }

        return OfficePackage.Repack(stream.ToArray(), bodies);
    }

    // Element by element: a ledger has a hundred thousand rows.
    private static void Body(Stream body, Sheet sheet)
    {
        using var writer = OpenXmlWriter.Create(body);
        writer.WriteStartDocument(true);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(new Pane
        {
            VerticalSplit = 1,
            TopLeftCell = "A2",
            ActivePane = PaneValues.BottomLeft,
            State = PaneStateValues.Frozen,
        })
        { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(sheet.Columns.Select((column, at) => new Column
        {
            Min = (uint)at + 1,
            Max = (uint)at + 1,
            Width = column.Width,
            CustomWidth = true,
        })));
        writer.WriteStartElement(new SheetData());
        writer.WriteElement(new Row(sheet.Columns.Select(column => TextOf(column.Heading, SheetStyles.Heading))));
        foreach (var row in sheet.Rows)
        {
            writer.WriteElement(new Row(row.Select(CellOf)));
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static Cell CellOf(object? value) => value switch
    {
        null => new Cell(),
        int number => NumberOf(number.ToString(CultureInfo.InvariantCulture), SheetStyles.Plain),
        decimal share => NumberOf(share.ToString(CultureInfo.InvariantCulture), SheetStyles.Share),
        DateOnly day => NumberOf(day.ToDateTime(TimeOnly.MinValue).ToOADate().ToString(CultureInfo.InvariantCulture), SheetStyles.Day),
        string text => TextOf(text, LooksLikeFormula(text) ? SheetStyles.Quoted : SheetStyles.Text),
        _ => throw new ArgumentException($"A sheet cannot show a {value.GetType().Name}.", nameof(value)),
    };

    private static Cell NumberOf(string number, uint style) => new(new CellValue(number)) { StyleIndex = style };

    private static Cell TextOf(string text, uint style) =>
        new(new InlineString(new Text(Clean(text, LongestText)) { Space = SpaceProcessingModeValues.Preserve }))
        {
            StyleIndex = style,
            DataType = CellValues.InlineString,
        };

    private static bool LooksLikeFormula(string text) => text.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..];

    /// <summary>Names as tabs may show them: none twice, without what a spreadsheet refuses.</summary>
    private static List<string> NamesOf(IReadOnlyList<Sheet> sheets)
    {
        var names = new List<string>();
        foreach (var sheet in sheets)
        {
            var plain = string.Concat(Clean(sheet.Name, LongestName).Select(c => c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' or '\'' ? '_' : c));
            var name = plain.Length == 0 ? "_" : plain;
            for (var again = 2; names.Contains(name, StringComparer.OrdinalIgnoreCase); again++)
            {
                var mark = $" ({again})";
                name = Clean(plain, LongestName - mark.Length) + mark;
            }

            names.Add(name);
        }

        return names;
    }

    /// <summary>What XML can hold of a text, cut to a length.</summary>
    private static string Clean(string text, int longest)
    {
        if (text.Length <= longest && text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            if (rune.Utf16SequenceLength == 2 || XmlConvert.IsXmlChar((char)rune.Value))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }
}
