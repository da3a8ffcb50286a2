namespace Rectify.Workflow.App.Demo;

/// <summary>Shows how far the replay is: one bar on a terminal, a line a month anywhere else.</summary>
internal sealed class DemoProgress(TextWriter output, bool isTerminal, DateTimeOffset start, DateTimeOffset end, TimeZoneInfo zone)
    : IProgress<DateTimeOffset>
{
    private const int Width = 30;

    private DateOnly _shown;

    public void Report(DateTimeOffset value)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(value, zone).DateTime);
        if (day == _shown)
        {
            return;
        }

        if (isTerminal)
        {
            var share = Math.Clamp((value - start) / (end - start), 0, 1);
            var filled = (int)(share * Width);
            output.Write($"\r重演 [{new string('#', filled)}{new string('.', Width - filled)}] {day.Year}年{day.Month,2}月{day.Day,2}日 {share,4:P0} ");
            if (value >= end)
            {
                output.WriteLine();
            }
        }
        else if (day.Month != _shown.Month)
        {
            output.WriteLine($"重演至{day.Year}年{day.Month}月");
        }

        output.Flush();
        _shown = day;
    }
}
