using System.Collections.Immutable;

namespace Rectify.Workflow.App.Spreadsheets;

/// <summary>One sheet of a workbook: a row of headings and the rows below it.</summary>
/// <param name="Name">As its tab shows it; what a spreadsheet does not allow in it is replaced.</param>
/// <param name="Rows">Texts, whole numbers, decimals, days and nothing (null); gone through once, as they are written.</param>
public sealed record Sheet(string Name, ImmutableArray<SheetColumn> Columns, IEnumerable<IReadOnlyList<object?>> Rows);

/// <summary>A column's heading and how many characters wide it is shown.</summary>
public sealed record SheetColumn(string Heading, int Width);
