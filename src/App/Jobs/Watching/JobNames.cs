using System.Collections.Frozen;

namespace Rectify.Workflow.App.Jobs.Watching;

/// <summary>What people call the recurring jobs.</summary>
public static class JobNames
{
    private static readonly FrozenDictionary<string, (string Chinese, string English)> Names = new Dictionary<string, (string, string)>
    {
        ["calendar"] = ("工作日历重算", "Working calendar"),
        ["timers"] = ("流程定时", "Workflow timers"),
        ["calls"] = ("流程对外请求", "Calls to other systems"),
        ["long-term-reviews"] = ("长期任务回头看", "Long-term reviews"),
        ["deputies"] = ("代理到岗离岗", "Deputies coming and going"),
        ["reminders"] = ("到期提醒", "Reminders"),
        ["escalations"] = ("逾期督办", "Escalation"),
        ["weekly-summary"] = ("每周汇总", "Weekly summary"),
        ["outbox"] = ("邮件发送", "Sending mail"),
        ["moves"] = ("流程换版", "Moving workflows"),
        ["journal-seals"] = ("日志封存", "Sealing the journal"),
        ["journal-seals-all"] = ("日志封存核对", "Sealing the whole journal"),
        ["housekeeping"] = ("数据清理", "Housekeeping"),
        ["inbox"] = ("收取回信和退信", "Reading replies and bounces"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The job's name in the reader's language; its id when nobody gave it one.</summary>
    public static string Of(string id, bool english) => Names.TryGetValue(id, out var name) ? english ? name.English : name.Chinese : id;
}
