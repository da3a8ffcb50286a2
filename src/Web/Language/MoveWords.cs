using System.Globalization;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Migration;

namespace Rectify.Workflow.Web.Language;

/// <summary>Says what moving an instance changes, and why it cannot be moved (迁移), in the reader's language.</summary>
public sealed class MoveWords(Words words, Show show)
{
    /// <summary>The state of one instance in an order.</summary>
    public static string State(MoveState state, bool confirmed) => state switch
    {
        MoveState.Movable => confirmed ? "等待迁移" : "可以迁移",
        MoveState.Refused => "不能迁移",
        MoveState.Excluded => "已排除",
        MoveState.Moved => "已迁移",
        MoveState.WentOn => "已有人办理，未迁移",
        MoveState.Failed => "迁移出错",
        _ => "已撤销",
    };

    /// <summary>The look of that state.</summary>
    public static string Chip(MoveState state) => state switch
    {
        MoveState.Movable => "work",
        MoveState.Moved => "done",
        MoveState.Refused or MoveState.Failed => "late",
        MoveState.WentOn => "wait",
        _ => "",
    };

    /// <summary>How far an order is.</summary>
    public static string Phase(MovePhase phase) => phase switch
    {
        MovePhase.Prepared => "预览，尚未迁移",
        MovePhase.Applying => "正在迁移",
        _ => "迁移完毕",
    };

    /// <summary>One thing that changes.</summary>
    public string Change(MoveChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Kind switch
        {
            MoveChangeKind.Kind => words["待办“{0}”换为另一种办理", change.Activity],
            MoveChangeKind.Title => words["待办标题由“{0}”改为“{1}”", change.Before, change.After],
            MoveChangeKind.Assignee => words["待办“{0}”的办理人由{1}改为{2}", change.Activity, Name(change.Before), Name(change.After)],
            MoveChangeKind.Notified => words["将通知新办理人{0}人，原办理人不再收到", change.After],
            MoveChangeKind.Due => words["待办“{0}”的期限由{1}改为{2}", change.Activity, Day(change.Before), Day(change.After)],
            MoveChangeKind.Instructions => words["待办“{0}”的办理要求有改动", change.Activity],
            MoveChangeKind.Outcomes => words["待办“{0}”可选的结果有改动", change.Activity],
            MoveChangeKind.Reminders => words["提醒或升级按“{0}”的新规定重新安排", change.Activity],
            MoveChangeKind.Rules => words["待办“{0}”的办理规则（佐证、意见、回避）有改动", change.Activity],
            MoveChangeKind.Timer => words["“{0}”的定时由{1}改到{2}", change.Activity, Instant(change.Before), Instant(change.After)],
            MoveChangeKind.Address => words["“{0}”等待请求的地址或权限有改动：{1} → {2}", change.Activity, change.Before, change.After],
            _ => words["等待的事件由“{0}”改为“{1}”", change.Before, change.After],
        };
    }

    /// <summary>Something worth knowing.</summary>
    public string Note(MigrationNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return note.Kind switch
        {
            MigrationNoteKind.PassedBy => words["新增的“{0}”在已走过的路上，不再执行", note.Name],
            MigrationNoteKind.LeadsNowhere => words["“{0}”选择{1}后，新版没有下一步", note.Name, note.Detail],
            MigrationNoteKind.VariableAdded => words["新增变量{0}，取缺省值", note.Name],
            MigrationNoteKind.VariableDropped => words["不再有变量{0}", note.Name],
            _ => words["变量{0}的值转换为新的类型", note.Name],
        };
    }

    /// <summary>Why an instance cannot be moved.</summary>
    public string Obstacle(MigrationObstacle obstacle)
    {
        ArgumentNullException.ThrowIfNull(obstacle);
        return obstacle.Kind switch
        {
            MigrationObstacleKind.OtherDefinition => words["不是同一个流程的版本"],
            MigrationObstacleKind.NotUnderWay => words["流程没有在运行"],
            MigrationObstacleKind.ActivityGone => words["新版没有正在进行的“{0}”", obstacle.Name],
            MigrationObstacleKind.OtherType => words["“{0}”在新版换了种类：{1}", obstacle.Name, obstacle.Detail],
            MigrationObstacleKind.OtherContainer => words["“{0}”在新版移到了“{1}”里面", obstacle.Name, obstacle.Detail],
            MigrationObstacleKind.WouldRepeat => words["已完成的“{0}”在新版排在后面，会重复执行", obstacle.Name],
            MigrationObstacleKind.WouldWait => words["在新版中，已走到的“{0}”还须等待“{1}”", obstacle.Name, obstacle.Detail],
            MigrationObstacleKind.WouldBegin => words["在新版中“{0}”的条件已齐备，而迁移不能替它启动", obstacle.Name],
            MigrationObstacleKind.LineTurned => words["从“{1}”到“{0}”的连线改变了前后方向", obstacle.Name, obstacle.Detail],
            MigrationObstacleKind.WayUnclear => words["新增的“{0}”会走哪个出口，无法判断", obstacle.Name],
            MigrationObstacleKind.Unreachable => words["在新版中没有连线通到“{0}”", obstacle.Name],
            MigrationObstacleKind.BranchLost => words["等在“{0}”之前的分支在新版中没有去处", obstacle.Name],
            MigrationObstacleKind.StateGone => words["新版没有所处的状态或转移“{0}”", obstacle.Name],
            MigrationObstacleKind.VariableDoesNotFit => words["变量{0}的值不符合新的类型：{1}", obstacle.Name, obstacle.Detail],
            MigrationObstacleKind.InputDoesNotFit => words["流程输入{0}的值不符合新的类型：{1}", obstacle.Name, obstacle.Detail],
            MigrationObstacleKind.InputFails => words["“{0}”的新设置无法求值：{1}", obstacle.Name, obstacle.Detail],
            _ => words["“{0}”在新版不再等待同样的事", obstacle.Name],
        };
    }

    // A role is named by its code, a person or unit by its own name.
    private string Name(string? name) => name is null ? "—" : Roles.All.Contains(name) ? words[Labels.Role(name)] : name;

    private string Day(string? day) => show.Day(day is null ? null : DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    private string Instant(string? at) => show.Instant(at is null ? null : DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));
}
