using System.Globalization;

namespace Rectify.Workflow.Engine.Expressions;

/// <summary>What the designer's date picker (日期选择) writes: a date and time as its reader's language formats them, without an offset.</summary>
internal static class PickedTime
{
    // Chinese puts the half of the day before the hour, English after it; both may write whole days and twenty-four hours.
    private static readonly string[] Forms =
    [
        "yyyy/M/d tth:mm:ss", "yyyy/M/d H:mm:ss", "yyyy/M/d tth:mm", "yyyy/M/d H:mm", "yyyy/M/d",
        "M/d/yyyy h:mm:ss tt", "M/d/yyyy H:mm:ss", "M/d/yyyy h:mm tt", "M/d/yyyy H:mm", "M/d/yyyy",
    ];

    /// <summary>The date and time as written; null when it is in none of the picker's forms.</summary>
    public static DateTime? TryRead(string text)
    {
        // Newer tables of formats put a narrow space before AM and PM.
        var plain = text.Replace("上午", "AM", StringComparison.Ordinal).Replace("下午", "PM", StringComparison.Ordinal).Replace('\u202f', ' ');
        return DateTime.TryParseExact(plain, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var read) ? read : null;
    }
}
