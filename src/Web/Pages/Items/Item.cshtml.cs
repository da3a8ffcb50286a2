using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Rounds;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.Domain.Deadlines;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;
using Rectify.Workflow.Web.Pages.Tasks;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>One item: facts, duty, deadlines, measures with evidence, what comes next, history, and the open task (整改任务).</summary>
public sealed class ItemModel(
    ItemQueries items, MailQueries mails, NameQueries nameQueries, PeopleDirectory people, TaskForms forms,
    ReportProgress report, UploadEvidence upload, ChangeItemPlan changePlan, WorkingCalendar calendar, RunStages runStages, Words words, Show show) : RectifyPage
{
    private const int MostMails = 500;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public ItemDossier Dossier { get; private set; } = null!;

    public RectificationItem Item => Dossier.Item;

    public Names Names { get; private set; } = null!;

    public IReadOnlyList<TimelineEntry> History { get; private set; } = [];

    public IReadOnlyList<NextStep> Next { get; private set; } = [];

    /// <summary>The way of an item from registration to closure, and how far this one has come.</summary>
    public IReadOnlyList<(string Text, string State)> Steps => ItemSteps.Of(Item);

    /// <summary>The forms of the open tasks that are the reader's.</summary>
    public IReadOnlyList<DecisionForm> Forms { get; private set; } = [];

    public int MailCount { get; private set; }

    /// <summary>The item's own reminder plan, for those who may change it; null for others and where nothing is watched.</summary>
    public PlanView? Plan { get; private set; }

    public bool MayReport { get; private set; }

    public bool MayUpload { get; private set; }

    public bool EvidenceRequired { get; private set; }

    /// <summary>Administrators and readers look at the workflow an item runs through.</summary>
    public bool MaySeeWorkflow => Item.Status is not ItemStatus.Registered && (Viewer.Is(Roles.Administrator) || Viewer.Is(Roles.Reader));

    /// <summary>What its workflow went through on other versions before it was moved.</summary>
    public IReadOnlyList<RunStage> Stages { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await items.FindAsync(Viewer, new ItemId(Id), cancellationToken) is not { } dossier)
        {
            return NotFound();
        }

        Dossier = dossier;
        await LoadNamesAsync(cancellationToken);
        Stages = MaySeeWorkflow ? await runStages.OfItemAsync(Viewer, Item.Id, cancellationToken) : [];
        MayReport = ItemRights.MayReport(Item, Viewer) && Item.Status is not ItemStatus.Registered;
        MayUpload = UploadEvidence.MayUpload(Item, Viewer) && UploadEvidence.TakesEvidence(Item.Status);
        Plan = ChangeItemPlan.MayChange(Viewer) ? PlanView.Of(dossier) : null;
        var open = dossier.Tasks.Where(task => task.Status is WorkTaskStatus.Open).ToList();
        EvidenceRequired = open.Exists(task => TaskOpening.RequestOf(task).EvidenceRequired);
        Forms = await FormsAsync(open, cancellationToken);
        Next = new NextSteps(dossier, calendar, Names, words, show).Build(await HoldersAsync(open, cancellationToken));
        var sent = await mails.OfItemAsync(dossier, MostMails, cancellationToken);
        MailCount = sent.Count;
        History = new Timeline(dossier, Names, words, show).Build(
            sent, mail => mail.RecipientId == Viewer.Id || Viewer.Is(Roles.Administrator));
        return Page();
    }

    public async Task<IActionResult> OnPostProgressAsync(
        [FromForm] string? text, [FromForm] int? measure, [FromForm] bool done, CancellationToken cancellationToken)
    {
        var outcome = await report.RunAsync(new(new ItemId(Id), Viewer, text ?? "", measure, done), cancellationToken);
        return outcome switch
        {
            ReportProgress.Outcome.NoSuchItem => NotFound(),
            ReportProgress.Outcome.NotYours => Forbid(),
            ReportProgress.Outcome.BadText bad => Back("Refused", words["请填写进展，不超过{0}个字。", bad.AtMost], measure),
            ReportProgress.Outcome.NoSuchMeasure => Back("Refused", words["没有这条整改措施。"], null),
            _ => Back("Done", words["进展已保存。"], measure),
        };
    }

    public async Task<IActionResult> OnPostEvidenceAsync([FromForm] int measure, IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return await items.MaySeeAsync(Viewer, new ItemId(Id), cancellationToken)
                ? Back("Refused", words["请先选择文件。"], measure)
                : NotFound();
        }

        await using var content = file.OpenReadStream();
        var outcome = await upload.RunAsync(new(Viewer, new ItemId(Id), measure, file.FileName), content, cancellationToken);
        return outcome switch
        {
            UploadEvidence.Outcome.Done => Back("Done", words["佐证材料已上传。"], measure),
            UploadEvidence.Outcome.NoSuchItem => NotFound(),
            UploadEvidence.Outcome.NotYours => Forbid(),
            _ => Back("Refused", Refusal(outcome), measure),
        };
    }

    public async Task<IActionResult> OnPostPlanAsync(
        [FromForm] bool own, [FromForm] string? workingDays, [FromForm] string? calendarDays, [FromForm] string? sendingHour, CancellationToken cancellationToken)
    {
        var problems = new List<SettingProblem>();
        var plan = new OwnPlan
        {
            WorkingDays = own ? PlanText.Numbers(workingDays, nameof(OwnPlan.WorkingDays), problems) : null,
            CalendarDays = own ? PlanText.Numbers(calendarDays, nameof(OwnPlan.CalendarDays), problems) : null,
            SendingHour = PlanText.Hour(sendingHour, nameof(OwnPlan.SendingHour), problems),
        };
        var outcome = problems is [var unread, ..] ? new ChangeItemPlan.Outcome.Wrong(unread)
            : await changePlan.RunAsync(new ItemId(Id), plan, Viewer, cancellationToken);
        switch (outcome)
        {
            case ChangeItemPlan.Outcome.NoSuchItem:
                return NotFound();
            case ChangeItemPlan.Outcome.NotAllowed:
                return Forbid();
            case ChangeItemPlan.Outcome.Wrong(var problem):
                TempData["Refused"] = words[Labels.Setting(problem.Setting)] + words["："] + (Words.IsEnglish ? problem.English : problem.Chinese);
                break;
            case ChangeItemPlan.Outcome.NotWatched:
                TempData["Refused"] = words["这项任务现在没有时限提醒。"];
                break;
            default:
                TempData["Done"] = words["本件提醒计划已保存，下次提醒和督办已重新计算。"];
                break;
        }

        return Redirect($"/items/{Id}#plan");
    }

    private string Refusal(UploadEvidence.Outcome outcome) => outcome switch
    {
        UploadEvidence.Outcome.AlreadyThere => words["这份材料已经上传过。"],
        UploadEvidence.Outcome.NoSuchMeasure => words["没有这条整改措施。"],
        UploadEvidence.Outcome.NotNow now => words["任务现为“{0}”，不能上传佐证。", words[Labels.Status(now.Status)]],
        UploadEvidence.Outcome.Empty => words["文件是空的，没有上传。"],
        UploadEvidence.Outcome.TooLarge => words["文件超过20 MB，没有上传。"],
        UploadEvidence.Outcome.WrongType => words["只接受PDF、PNG、JPG、DOCX、XLSX、TXT文件。"],
        UploadEvidence.Outcome.NotWhatItSays => words["文件内容与扩展名不符（文本文件须为UTF-8编码），没有上传。"],
        _ => throw new InvalidOperationException($"No text for {outcome}."),
    };

    private RedirectResult Back(string key, string text, int? measure)
    {
        TempData[key] = text;
        return Redirect(measure is { } no ? $"/items/{Id}#measure-{no}" : $"/items/{Id}#progress");
    }

    private async Task LoadNamesAsync(CancellationToken cancellationToken)
    {
        var (item, duty) = (Dossier.Item, Dossier.Item.Duty);
        var persons = new[] { duty.LeadLeader?.Value, duty.ResponsibleLeader?.Value, duty.ResponsiblePerson?.Value }
            .Concat(item.Measures.Select(measure => measure.Official?.Value))
            .Concat(item.Applications.SelectMany(each => new[] { each.RequestedBy?.Value, each.DecidedBy?.Value }))
            .Concat(item.DueChanges.Select(change => change.GrantedBy?.Value))
            .Concat(Dossier.Tasks.SelectMany(task => new[] { task.PersonId, task.ClosedBy, task.OnBehalfOf }))
            .Concat(Dossier.Evidence.Select(file => (Guid?)file.UploadedBy))
            .Concat(Dossier.Journal.Select(entry => entry.By));
        var units = new[] { duty.LeadUnit?.Value, duty.ResponsibleUnit?.Value }
            .Concat(duty.CooperatingUnits.Select(unit => (Guid?)unit.Value))
            .Concat(item.Measures.Select(measure => measure.Unit?.Value));
        Names = new Names(
            await nameQueries.PeopleAsync(persons, cancellationToken), await nameQueries.UnitsAsync(units, cancellationToken));
    }

    private async Task<IReadOnlyList<DecisionForm>> FormsAsync(List<WorkTask> open, CancellationToken cancellationToken)
    {
        var result = new List<DecisionForm>();
        foreach (var task in open)
        {
            if (await forms.ForAsync(task, Item, Viewer, new(), cancellationToken) is { } form)
            {
                result.Add(form);
            }
        }

        return result;
    }

    private async Task<Dictionary<Guid, IReadOnlyList<string>>> HoldersAsync(List<WorkTask> open, CancellationToken cancellationToken)
    {
        var result = new Dictionary<Guid, IReadOnlyList<string>>();
        foreach (var task in open)
        {
            var ids = await new Assignee(task.PersonId, task.Role, task.UnitId).PeopleAsync(people, Item, cancellationToken);
            var known = await nameQueries.PeopleAsync(ids.Select(id => (Guid?)id), cancellationToken);
            result[task.Id] = [.. ids.Where(known.ContainsKey).Select(id => known[id])];
        }

        return result;
    }
}
