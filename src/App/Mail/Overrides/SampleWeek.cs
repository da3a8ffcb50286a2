using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Mail.Messages;

namespace Rectify.Workflow.App.Mail.Overrides;

/// <summary>A week's figures about nothing, for the templates of the weekly summary.</summary>
internal static class SampleWeek
{
    public static Dictionary<string, object?> Model(ComposeContext context)
    {
        var words = context.Words;
        var sample = SampleWords.Of(words.Culture);
        Dictionary<string, object?> Row(string name) => new()
        {
            ["name"] = name,
            ["done"] = 6,
            ["total"] = 10,
            ["overdue"] = 1,
            ["late"] = true,
            ["parts"] = new List<object?>
            {
                new Dictionary<string, object?> { ["width"] = "60%", ["style"] = MailStyles.Closed },
                new Dictionary<string, object?> { ["width"] = "30%", ["style"] = MailStyles.GoingOn },
                new Dictionary<string, object?> { ["width"] = "10%", ["style"] = MailStyles.Overdue },
            },
        };
        return new()
        {
            ["round"] = sample.Unit,
            ["scope"] = words.WeeklyScope(WeeklyScope.Round, null),
            ["week"] = words.Week(context.Today),
            ["as_of"] = words.Day(context.Today),
            ["f"] = new Dictionary<string, object?>
            {
                ["total"] = 20,
                ["closed"] = 10,
                ["long_term"] = 2,
                ["going"] = 8,
                ["overdue"] = 2,
                ["overdue_any"] = true,
                ["done"] = 12,
                ["done_percent"] = "60%",
                ["closed_percent"] = "50%",
            },
            ["charts"] = new List<object?>
            {
                new Dictionary<string, object?>
                {
                    ["title"] = words.BySection,
                    ["head"] = words.SectionHead,
                    ["rows"] = sample.Sections.Select(Row).ToList<object?>(),
                },
            },
            ["lists"] = new List<object?>
            {
                new Dictionary<string, object?>
                {
                    ["title"] = words.DueSoon,
                    ["tone"] = "near",
                    ["count"] = 1,
                    ["more"] = null,
                    ["entries"] = new List<object?>
                    {
                        new Dictionary<string, object?>
                        {
                            ["number"] = 5,
                            ["title"] = sample.Titles[0],
                            ["unit"] = sample.Unit,
                            ["status"] = words.Status(Domain.Items.ItemStatus.Implementing),
                            ["due"] = words.Day(context.Today.AddDays(3)),
                            ["left"] = words.DaysLeft(3),
                            ["link"] = context.Home,
                        },
                    },
                },
            },
            ["home"] = context.Home,
        };
    }
}
