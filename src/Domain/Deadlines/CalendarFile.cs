using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Rectify.Workflow.Domain.Deadlines;

/// <summary>
/// A year's day table as a file that a spreadsheet reads and writes (年度日历表): a line each for the year, the source paper and
/// its date, then a line per stretch off and per worked weekend day. Reading finds every problem in one pass.
/// </summary>
public static class CalendarFile
{
    /// <summary>A year's table has some twenty lines.</summary>
    public const int MostLines = 500;

    private static readonly char[] Separators = [',', '，', '\t', ';', '；'];
    private static readonly string[] DayFormats = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];

    /// <summary>Reads a file's text.</summary>
    public static CalendarReading Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new Reader();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var index = 0; index < Math.Min(lines.Length, MostLines); index++)
        {
            reader.ReadLine(index + 1, lines[index]);
        }

        if (lines.Length > MostLines)
        {
            reader.Wrong(MostLines + 1, $"超过{MostLines}行，不是一年的日历表", $"More than {MostLines} lines: not one year's table");
        }

        return reader.Finish();
    }

    /// <summary>Writes a table so that <see cref="Read"/> gives it back.</summary>
    public static string Write(CalendarYear year)
    {
        ArgumentNullException.ThrowIfNull(year);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"年份,{year.Year}");
        text.AppendLine(CultureInfo.InvariantCulture, $"文件,{year.Paper}");
        text.AppendLine(CultureInfo.InvariantCulture, $"公布日期,{year.PublishedOn:yyyy-MM-dd}");
        foreach (var holiday in year.Holidays)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"休,{holiday.From:yyyy-MM-dd},{holiday.To:yyyy-MM-dd},{holiday.Name}");
        }

        foreach (var day in year.WorkedWeekends)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"班,{day:yyyy-MM-dd}");
        }

        return text.ToString();
    }

    private sealed class Reader
    {
        private readonly List<LineProblem> _problems = [];
        private readonly List<(int Line, Holiday Holiday)> _holidays = [];
        private readonly List<(int Line, DateOnly Day)> _worked = [];
        private readonly Dictionary<string, int> _once = [];
        private int? _year;
        private string? _paper;
        private DateOnly? _publishedOn;

        public void Wrong(int line, string chinese, string english) => _problems.Add(new(line, chinese, english));

        public void ReadLine(int line, string text)
        {
            var cells = text.Split(Separators).Select(cell => cell.Trim().Trim('"').Trim()).ToArray();
            if (cells.All(cell => cell.Length == 0) || cells[0].StartsWith('#'))
            {
                return;
            }

            switch (cells[0].ToLowerInvariant())
            {
                case "年份" or "year":
                    Once("年份", line);
                    _year = Year(line, Cell(cells, 1));
                    break;
                case "文件" or "paper":
                    Once("文件", line);
                    _paper = Paper(line, string.Join('，', cells.Skip(1).Where(cell => cell.Length > 0)));
                    break;
                case "公布日期" or "published":
                    Once("公布日期", line);
                    _publishedOn = Day(line, Cell(cells, 1));
                    break;
                case "休" or "off":
                    if (Day(line, Cell(cells, 1)) is { } from && (Cell(cells, 2).Length == 0 ? from : Day(line, cells[2])) is { } to)
                    {
                        _holidays.Add((line, new(Cell(cells, 3) is { Length: > 0 } name ? name : $"{from:O}", from, to)));
                    }

                    break;
                case "班" or "work":
                    if (Day(line, Cell(cells, 1)) is { } worked)
                    {
                        _worked.Add((line, worked));
                    }

                    break;
                default:
                    Wrong(line, $"看不懂“{Clipped(cells[0])}”，行首应为 年份、文件、公布日期、休、班 之一",
                        $"“{Clipped(cells[0])}” means nothing; a line begins with year, paper, published, off or work");
                    break;
            }
        }

        public CalendarReading Finish()
        {
            Missing("年份", "year", _year is null);
            Missing("文件", "paper", _paper is null);
            Missing("公布日期", "published", _publishedOn is null);
            if (_once.Count == 3 && _holidays.Count == 0)
            {
                Wrong(_once["年份"], "没有放假日期", "No day off is named");
            }

            if (_year is not { } year || _paper is not { } paper || _publishedOn is not { } publishedOn)
            {
                return new(null, [.. _problems.OrderBy(problem => problem.Line)]);
            }

            var table = new CalendarYear
            {
                Year = year,
                Paper = paper,
                PublishedOn = publishedOn,
                Holidays = [.. _holidays.Select(row => row.Holiday).OrderBy(holiday => holiday.From)],
                WorkedWeekends = [.. _worked.Select(row => row.Day).Order()],
            };
            foreach (var problem in table.Validate())
            {
                Wrong(LineOf(problem.Day), problem.Chinese, problem.English);
            }

            return new(_problems.Count == 0 ? table : null, [.. _problems.OrderBy(problem => problem.Line)]);
        }

        // Of several lines about one day the last is the one too many.
        private int LineOf(DateOnly day) => _worked.Where(row => row.Day == day).Select(row => row.Line)
            .Concat(_holidays.Where(row => row.Holiday.Covers(day) || row.Holiday.From == day).Select(row => row.Line))
            .DefaultIfEmpty(1).Max();

        private void Once(string what, int line)
        {
            if (!_once.TryAdd(what, line))
            {
                Wrong(line, $"“{what}”在第{_once[what]}行已写过", $"Stands in line {_once[what]} already");
            }
        }

        private void Missing(string chinese, string english, bool absent)
        {
            if (absent && !_once.ContainsKey(chinese))
            {
                Wrong(1, $"缺少“{chinese}”一行", $"The line “{english}” is missing");
            }
        }

        private int? Year(int line, string cell)
        {
            if (int.TryParse(cell.TrimEnd('年'), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 2000 and <= 2200)
            {
                return year;
            }

            Wrong(line, $"“{Clipped(cell)}”不是年份，应写成2027", $"“{Clipped(cell)}” is not a year; write it as 2027");
            return null;
        }

        private string? Paper(int line, string cell)
        {
            if (cell.Length is > 0 and <= 200 && !cell.Any(char.IsControl))
            {
                return cell;
            }

            Wrong(line, "应写明来源文件的文号或标题，不超过200字", "Name the source paper, by number or title, in at most 200 characters");
            return null;
        }

        private DateOnly? Day(int line, string cell)
        {
            if (DateOnly.TryParseExact(cell, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            Wrong(line, $"“{Clipped(cell)}”不是日期，应写成2027-01-01", $"“{Clipped(cell)}” is not a day; write it as 2027-01-01");
            return null;
        }

        private static string Cell(string[] cells, int index) => index < cells.Length ? cells[index] : "";

        private static string Clipped(string text) => text.Length > 30 ? text[..30] + "…" : text;
    }
}

/// <summary>What a file held: the table, or every problem with its line.</summary>
public sealed record CalendarReading(CalendarYear? Table, ImmutableArray<LineProblem> Problems);

/// <summary>Something wrong in a line of a file, in both languages.</summary>
/// <param name="Line">From 1.</param>
public sealed record LineProblem(int Line, string Chinese, string English);
