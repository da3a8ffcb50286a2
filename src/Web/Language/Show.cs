using System.Globalization;

namespace Rectify.Workflow.Web.Language;

/// <summary>Writes days, instants and sums the way a paper for a person writes them, in the town's zone.</summary>
public sealed class Show(TimeZoneInfo zone, TimeProvider clock)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The town's day now.</summary>
    public DateOnly Today => DayOf(clock.GetUtcNow());

    /// <summary>The town's day of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>2023年12月31日, or 31 December 2023.</summary>
    public string Day(DateOnly? day) => day is not { } known ? "—"
        : Words.IsEnglish ? known.ToString("d MMMM yyyy", English)
        : string.Create(CultureInfo.InvariantCulture, $"{known.Year}年{known.Month}月{known.Day}日");

    /// <summary>The day and the minute of an instant.</summary>
    public string Instant(DateTimeOffset? at) => at is not { } known ? "—"
        : Day(DayOf(known)) + " " + TimeZoneInfo.ConvertTime(known, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The instant for machines, for the time element.</summary>
    public static string Iso(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);

    /// <summary>331.65万元, 1200元, or CNY 3,316,500.</summary>
    public static string Yuan(decimal yuan, bool atLeast = false) => Words.IsEnglish
        ? (atLeast ? "over " : "") + "CNY " + yuan.ToString("#,##0.##", English)
        : yuan >= 10_000m && yuan % 0.01m == 0 && decimal.Round(yuan / 10_000m, 5) * 10_000m == yuan
            ? (yuan / 10_000m).ToString("0.#####", CultureInfo.InvariantCulture) + (atLeast ? "余万元" : "万元")
            : yuan.ToString("0.##", CultureInfo.InvariantCulture) + (atLeast ? "余元" : "元");

    /// <summary>A file's size with its unit.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.#} GB"),
    };
}
