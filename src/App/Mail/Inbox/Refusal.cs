namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>Why a file of a reply was not taken.</summary>
internal enum RefusalReason
{
    /// <summary>One message holds only so many.</summary>
    TooMany,

    /// <summary>No kind of file that is taken.</summary>
    Kind,

    /// <summary>The item takes no evidence in its state.</summary>
    NotNow,

    /// <summary>Larger than an upload may be.</summary>
    TooLarge,

    /// <summary>The same file is there already.</summary>
    Known,

    Empty,

    /// <summary>Its content is not what its name says.</summary>
    Mismatch,
}

/// <summary>A file of a reply that was not taken (未接收的附件).</summary>
internal sealed record Refusal(string Name, RefusalReason Reason)
{
    /// <summary>True when its sender should hear of it: a file that is there already is not missing.</summary>
    public bool IsLoss => Reason is not RefusalReason.Known;

    /// <summary>Name and reason in a language.</summary>
    public string In(bool english) => english ? $"{Name} ({English})" : $"{Name}（{Chinese}）";

    private string Chinese => Reason switch
    {
        RefusalReason.TooMany => $"一封邮件最多{Reading.Enclosures.Most}个附件",
        RefusalReason.Kind => "不接收这类文件",
        RefusalReason.NotNow => "任务正在核查或审批，暂不接收佐证",
        RefusalReason.TooLarge => "超过20 MB",
        RefusalReason.Known => "与已有佐证相同",
        RefusalReason.Empty => "空文件",
        _ => "内容与文件类型不符",
    };

    private string English => Reason switch
    {
        RefusalReason.TooMany => $"at most {Reading.Enclosures.Most} files in one mail",
        RefusalReason.Kind => "this kind of file is not taken",
        RefusalReason.NotNow => "the item is being verified or approved and takes no evidence now",
        RefusalReason.TooLarge => "larger than 20 MB",
        RefusalReason.Known => "already there",
        RefusalReason.Empty => "empty",
        _ => "the content is not what the name says",
    };
}
