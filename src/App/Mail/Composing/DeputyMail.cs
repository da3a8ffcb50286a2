using Rectify.Workflow.App.People.Deputies;

namespace Rectify.Workflow.App.Mail.Composing;

/// <summary>代理通知: who stands in for whom, from when to when.</summary>
internal static class DeputyMail
{
    public static MailBody Write(ComposeContext context)
    {
        var (told, words) = (MailPlan.Read<DeputyData>(context.Mail), context.Words);
        if (told.News is DeputyNews.Began && told.ToOn < context.Today)
        {
            return new MailBody.Nothing("代理期已过 (its days have passed)");
        }

        var (principal, deputy) = (context.Name(told.Principal), context.Name(told.Deputy));
        return new MailBody.Text(
            new Dictionary<string, object?>
            {
                ["news"] = told.News.ToString(),
                ["you_are_deputy"] = context.Mail.RecipientId == told.Deputy,
                ["principal"] = principal,
                ["deputy"] = deputy,
                ["from"] = words.Day(told.FromOn),
                ["to"] = words.Day(told.ToOn),
                ["only"] = told.Mode is DeputyMode.DeputyOnly,
                ["reason"] = told.Reason,
                ["link"] = context.Page(told.News is DeputyNews.Left ? $"/deputies/{told.Principal}" : "/tasks"),
            },
            [words.WhyDeputyship(context.Town.DayOf(context.Mail.PlannedAt), told.News is DeputyNews.Left)]);
    }
}
