using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.Engine.Definitions;

namespace Rectify.Workflow.App.Definitions.Checks;

/// <summary>Waits that may never end, and our steps that lack what they cannot do without.</summary>
internal static class WaitChecks
{
    public static void Run(Definition definition, Findings findings)
    {
        foreach (var node in definition.Nodes)
        {
            switch (node.Type)
            {
                case "Elsa.Event" or "Elsa.RunTask" or "Elsa.HttpEndpoint" when !Starts(node):
                    findings.Warn(node, "wait.deadline", "一直等到有人触发为止，没有期限。建议并行放一个“延时”或“等待至”。",
                        "Waits for somebody without a deadline. Put a “Delay” or “Wait until” beside it.");
                    break;
                case "Rectify.WaitUntil" when node.Value("Date") is { IsBlank: true }:
                    findings.Error(node, "wait.date", "没有填写等到哪一天。", "The day to wait for is missing.");
                    break;
                case "Rectify.WaitUntil" when node.Value("Date") is { IsKnown: true } date && date.Day is null:
                    findings.Error(node, "wait.date", $"“{date.Text}”不是日期，请写成 2023-12-31 的形式。", $"“{date.Text}” is no date. Write it as 2023-12-31.");
                    break;
                case "Rectify.SendMail" when node.Value("To") is { IsKnown: true } to && to.Texts.All(string.IsNullOrWhiteSpace):
                    findings.Error(node, "mail.to", "没有收件人。", "The mail has no recipient.");
                    break;
                case "Rectify.SendMail" when node.Value("Template") is { IsKnown: true, IsBlank: false } template && !NoteTemplates.Has(template.Text):
                    findings.Error(node, "mail.template", $"没有邮件模板“{template.Text}”。", $"There is no mail template “{template.Text}”.");
                    break;
                case "Rectify.IssuePaper" when node.Value("To") is { IsBlank: true }:
                    findings.Error(node, "paper.to", "没有主送单位。", "The paper has no addressee.");
                    break;
            }
        }
    }

    private static bool Starts(ActivityNode node) =>
        node.CanStartWorkflow || node.Parent?.Connections?.StartFor(null) == node;
}
