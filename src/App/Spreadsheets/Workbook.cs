using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Rectify.Workflow.App.Spreadsheets;

/// <summary>
/// Writes a workbook (xlsx). The same sheets give the same bytes. A text stays a text whatever it begins with: it is stored as
/// one, never as a formula, and stays one when a person edits the cell.
/// </summary>
public static class Workbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const int LongestName = 31;
    private const int LongestText = 32_767;

    // Places in the list of cell formats in <see cref="Styles"/>.
    private const int HeadingStyle = 1, TextStyle = 2, QuotedStyle = 3, DayStyle = 4, ShareStyle = 5;

    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Write(IReadOnlyList<Sheet> sheets)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        ArgumentOutOfRangeException.ThrowIfZero(sheets.Count);
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(zip, "[Content_Types].xml", xml => ContentTypes(xml, sheets.Count));
            Part(zip, "_rels/.rels", xml => Links(xml, [("officeDocument", "xl/workbook.xml")]));
            Part(zip, "xl/workbook.xml", xml => Contents(xml, NamesOf(sheets)));
            Part(zip, "xl/_rels/workbook.xml.rels", xml => Links(xml,
                [.. sheets.Select((_, at) => ("worksheet", $"worksheets/sheet{at + 1}.xml")), ("styles", "styles.xml")]));
            Part(zip, "xl/styles.xml", Styles);
            for (var at = 0; at < sheets.Count; at++)
            {
                Part(zip, $"xl/worksheets/sheet{at + 1}.xml", xml => Body(xml, sheets[at]));
            }
        }

        return bytes.ToArray();
    }

    private static void Part(ZipArchive zip, string name, Action<XmlWriter> write)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = Written;
        using var stream = entry.Open();
        using var xml = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(false) });
        xml.WriteStartDocument(standalone: true);
        write(xml);
    }

    private static void ContentTypes(XmlWriter xml, int sheets)
    {
        const string Office = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        xml.WriteStartElement("Types", "http://schemas.openxmlformats.org/package/2006/content-types");
        Element(xml, "Default", ("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml"));
        Element(xml, "Default", ("Extension", "xml"), ("ContentType", "application/xml"));
        Element(xml, "Override", ("PartName", "/xl/workbook.xml"), ("ContentType", $"{Office}sheet.main+xml"));
        Element(xml, "Override", ("PartName", "/xl/styles.xml"), ("ContentType", $"{Office}styles+xml"));
        for (var sheet = 1; sheet <= sheets; sheet++)
        {
            Element(xml, "Override", ("PartName", $"/xl/worksheets/sheet{sheet}.xml"), ("ContentType", $"{Office}worksheet+xml"));
        }

        xml.WriteEndElement();
    }

    private static void Links(XmlWriter xml, IReadOnlyList<(string Kind, string Target)> links)
    {
        xml.WriteStartElement("Relationships", Package);
        for (var at = 0; at < links.Count; at++)
        {
            Element(xml, "Relationship", ("Id", $"rId{at + 1}"), ("Type", $"{Relations}/{links[at].Kind}"), ("Target", links[at].Target));
        }

        xml.WriteEndElement();
    }

    private static void Contents(XmlWriter xml, List<string> names)
    {
        xml.WriteStartElement("workbook", Main);
        xml.WriteAttributeString("xmlns", "r", null, Relations);
        xml.WriteStartElement("sheets", Main);
        for (var at = 0; at < names.Count; at++)
        {
            xml.WriteStartElement("sheet", Main);
            xml.WriteAttributeString("name", names[at]);
            xml.WriteAttributeString("sheetId", Text(at + 1));
            xml.WriteAttributeString("r", "id", Relations, $"rId{at + 1}");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Styles(XmlWriter xml) => xml.WriteRaw(
        $"""
        <styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEEF0F3"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" vertical="top"/></xf><xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
        """);

    private static void Body(XmlWriter xml, Sheet sheet)
    {
        xml.WriteStartElement("worksheet", Main);
        xml.WriteRaw("""<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>""");
        xml.WriteStartElement("cols", Main);
        for (var at = 0; at < sheet.Columns.Length; at++)
        {
            Element(xml, "col", ("min", Text(at + 1)), ("max", Text(at + 1)), ("width", Text(sheet.Columns[at].Width)), ("customWidth", "1"));
        }

        xml.WriteEndElement();
        xml.WriteStartElement("sheetData", Main);
        Row(xml, [.. sheet.Columns.Select(column => column.Heading)], HeadingStyle);
        foreach (var row in sheet.Rows)
        {
            Row(xml, row, TextStyle);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Row(XmlWriter xml, IReadOnlyList<object?> cells, int textStyle)
    {
        xml.WriteStartElement("row", Main);
        foreach (var cell in cells)
        {
            Cell(xml, cell, textStyle);
        }

        xml.WriteEndElement();
    }

    private static void Cell(XmlWriter xml, object? value, int textStyle)
    {
        switch (value)
        {
            case null:
                Element(xml, "c");
                break;
            case int number:
                Number(xml, Text(number), 0);
                break;
            case decimal share:
                Number(xml, share.ToString(CultureInfo.InvariantCulture), ShareStyle);
                break;
            case DateOnly day:
                Number(xml, Text(day.ToDateTime(TimeOnly.MinValue).ToOADate()), DayStyle);
                break;
            case string text:
                xml.WriteStartElement("c", Main);
                xml.WriteAttributeString("s", Text(textStyle == TextStyle && LooksLikeFormula(text) ? QuotedStyle : textStyle));
                xml.WriteAttributeString("t", "inlineStr");
                xml.WriteStartElement("is", Main);
                xml.WriteStartElement("t", Main);
                xml.WriteAttributeString("xml", "space", null, "preserve");
                xml.WriteString(Clean(text, LongestText));
                xml.WriteEndElement();
                xml.WriteEndElement();
                xml.WriteEndElement();
                break;
            default:
                throw new ArgumentException($"A sheet cannot show a {value.GetType().Name}.", nameof(value));
        }
    }

    private static void Number(XmlWriter xml, string number, int style)
    {
        xml.WriteStartElement("c", Main);
        xml.WriteAttributeString("s", Text(style));
        xml.WriteElementString("v", Main, number);
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            xml.WriteAttributeString(attribute, value);
        }

        xml.WriteEndElement();
    }

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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
