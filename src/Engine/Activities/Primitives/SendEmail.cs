using System.Text.Json.Nodes;
using Rectify.Workflow.Engine.Activities.Rectification;
using Rectify.Workflow.Engine.Execution;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Primitives;

/// <summary>Elsa's mail activity; the mail goes through our ledger, so the sender is the town's own (发送电子邮件).</summary>
internal sealed class SendEmail : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.SendEmail", "Email", "发送电子邮件", "向本系统人员的邮箱发送一封邮件。")
    {
        Inputs =
        [
            new("From", ValueType.Text, "发件人", "不使用:一律以本系统的发件人发送。"),
            new("To", ValueType.TextList, "收件人", "本系统人员的邮箱,或 role:角色、person:人员标识。") { UiHint = "multitext", DefaultSyntax = "Object" },
            new("Cc", ValueType.TextList, "抄送", "抄送的收件人。") { UiHint = "multitext", DefaultSyntax = "Object" },
            new("Bcc", ValueType.TextList, "密送", "密送的收件人。") { UiHint = "multitext", DefaultSyntax = "Object" },
            new("Subject", ValueType.Text, "主题", "邮件的主题。"),
            new("Body", ValueType.Text, "正文", "邮件的正文。") { UiHint = "multiline", DefaultSyntax = "Liquid" },
        ],
    };

    public override void Execute(ActivityTurn turn)
    {
        string[] to = [.. turn.Texts("To").Concat(turn.Texts("Cc")).Concat(turn.Texts("Bcc")).Distinct()];
        if (to.Length == 0)
        {
            throw new ActivityFaultException("SendEmail has nobody to send to. Fill in the input To.");
        }

        turn.Command(Commands.MailSend, new()
        {
            ["to"] = new JsonArray([.. to.Select(one => (JsonNode?)one)]),
            ["subject"] = turn.Text("Subject") ?? "",
            ["body"] = turn.Text("Body") ?? "",
        });
    }
}
