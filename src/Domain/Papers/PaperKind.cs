using System.Text.Json.Serialization;

namespace Rectify.Workflow.Domain.Papers;

/// <summary>The papers (督办文书) that chase a late item, mildest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaperKind>))]
public enum PaperKind
{
    /// <summary>提醒函</summary>
    ReminderLetter,

    /// <summary>催办单</summary>
    UrgeNote,

    /// <summary>督办单</summary>
    SuperviseNote,

    /// <summary>约谈通知</summary>
    TalkNotice,
}

/// <summary>The words of each kind of paper.</summary>
public static class PaperKindWords
{
    /// <summary>The kind of this name, Chinese (催办单) or English (UrgeNote); null when there is none.</summary>
    public static PaperKind? Find(string name) => Enum.GetValues<PaperKind>()
        .Where(kind => kind.ChineseName == name || string.Equals(kind.ToString(), name, StringComparison.OrdinalIgnoreCase))
        .Select(kind => (PaperKind?)kind).FirstOrDefault();

    extension(PaperKind kind)
    {
        /// <summary>The one character that names the kind within a number: 徐巡改<b>催</b>〔2024〕1号.</summary>
        public char NumberWord => kind switch
        {
            PaperKind.ReminderLetter => '提',
            PaperKind.UrgeNote => '催',
            PaperKind.SuperviseNote => '督',
            PaperKind.TalkNotice => '约',
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of paper."),
        };

        /// <summary>What the paper is called.</summary>
        public string ChineseName => kind switch
        {
            PaperKind.ReminderLetter => "提醒函",
            PaperKind.UrgeNote => "催办单",
            PaperKind.SuperviseNote => "督办单",
            PaperKind.TalkNotice => "约谈通知",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of paper."),
        };
    }
}
