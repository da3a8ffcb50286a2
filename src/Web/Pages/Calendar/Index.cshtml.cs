using System.Text;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Forecast;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Calendar;

/// <summary>The day tables in use, and the import of a new one (工作日历).</summary>
public sealed class CalendarModel(CalendarQueries calendars, ImportCalendar import, ForecastQueries forecast, Words words) : RectifyPage
{
    public IReadOnlyList<CalendarRow> Years { get; private set; } = [];

    /// <summary>What a chosen file would change; null while none was chosen.</summary>
    public CalendarPreview? Preview { get; private set; }

    /// <summary>Which mails of the coming weeks it would add and drop.</summary>
    public ForecastDiff? Diff { get; private set; }

    /// <summary>The chosen file's text, which the confirmation sends again.</summary>
    public string Text { get; private set; } = "";

    /// <summary>What is wrong with the chosen file, by line.</summary>
    public IReadOnlyList<LineProblem> Problems { get; private set; } = [];

    public bool MayImport => Viewer.Is(Roles.Administrator);

    public async Task OnGetAsync(CancellationToken cancellationToken) => Years = await calendars.ListAsync(cancellationToken);

    /// <summary>A year's table as a file, to be changed in a spreadsheet and imported again.</summary>
    public async Task<IActionResult> OnGetFileAsync([FromQuery] int year, CancellationToken cancellationToken) =>
        (await calendars.ListAsync(cancellationToken)).FirstOrDefault(row => row.Table.Year == year) is { } row
            // With its mark a spreadsheet knows the file to be UTF-8.
            ? File((byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(CalendarFile.Write(row.Table))], "text/csv; charset=utf-8",
                words["{0}年工作日历.csv", year])
            : NotFound();

    public async Task<IActionResult> OnPostPreviewAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is not { Length: > 0 } || file.Length > CalendarText.LargestFile)
        {
            TempData["Refused"] = file is { Length: > 0 }
                ? words["文件超过{0}，不是一年的日历表。", Show.Size(CalendarText.LargestFile)]
                : words["请选择日历表文件。"];
            return RedirectToPage();
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellationToken);
        Text = CalendarText.Of(bytes.ToArray());
        return await AnswerAsync(await import.PreviewAsync(Text, Viewer, cancellationToken), cancellationToken);
    }

    public async Task<IActionResult> OnPostImportAsync([FromForm] string? text, [FromForm] int seen, CancellationToken cancellationToken)
    {
        Text = text ?? "";
        return await AnswerAsync(await import.ConfirmAsync(Text, seen, Viewer, cancellationToken), cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(ImportCalendar.Outcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case ImportCalendar.Outcome.Preview(var what):
                Preview = what;
                Diff = await forecast.CompareAsync(new(), new() { Table = what.Table }, cancellationToken);
                break;
            case ImportCalendar.Outcome.Refused(var problems):
                Problems = problems;
                break;
            case ImportCalendar.Outcome.NotAllowed:
                return Forbid();
            case ImportCalendar.Outcome.Done(var table):
                TempData["Done"] = words["{0}年日历已启用，受影响的提醒、督办和定时正在重新计算，新旧时间都记入工作日志。", table.Year];
                return RedirectToPage();
            case ImportCalendar.Outcome.Known(var year):
                TempData["Refused"] = words["{0}年正在使用同样的日历，没有变化。", year];
                return RedirectToPage();
            default:
                TempData["Refused"] = words["预览之后有人导入了另一份日历，请重新选择文件查看变化。"];
                return RedirectToPage();
        }

        Years = await calendars.ListAsync(cancellationToken);
        return Page();
    }
}
