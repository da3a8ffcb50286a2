using System.Text.Json.Nodes;
using ValueType = Rectify.Workflow.Engine.Definitions.ValueType;

namespace Rectify.Workflow.Engine.Activities.Rectification;

/// <summary>Puts a mail into the ledger (发送邮件).</summary>
public sealed class SendMail : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = new("Rectify.SendMail", "整改", "发送邮件", "向指定的人发送一封邮件。")
    {
        Inputs =
        [
            new("To", ValueType.TextList, "收件人", "role:角色、person:人员标识、unit:单位标识或邮箱地址。") { UiHint = "multitext", DefaultSyntax = "Object" },
            new("Template", ValueType.Text, "邮件模板", "现成的主题和正文,发送时按任务当时的情况填写;不选则用下面的主题和正文。") { UiHint = "mail-template-picker" },
            new("Subject", ValueType.Text, "主题", "邮件的主题;选了模板时不填则用模板的主题。"),
            new("Body", ValueType.Text, "正文", "邮件的正文,可用 Liquid 引用变量和任务;选了模板时接在模板之后。") { UiHint = "multiline", DefaultSyntax = "Liquid" },
        ],
    };

    public override void Execute(ActivityTurn turn)
    {
        var to = turn.Texts("To");
        if (to.IsEmpty)
        {
            throw new Execution.ActivityFaultException("SendMail has nobody to send to. Fill in the input To.");
        }

        var mail = new JsonObject
        {
            ["to"] = new JsonArray([.. to.Select(one => (JsonNode?)one)]),
            ["subject"] = turn.Text("Subject") ?? "",
            ["body"] = turn.Text("Body") ?? "",
        };
        if (turn.Text("Template") is { Length: > 0 } template)
        {
            mail["template"] = template;
        }

        turn.Command(Commands.MailSend, mail);
    }
}
