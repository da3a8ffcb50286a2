using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Language;

/// <summary>The Chinese words of codes; pages pass them through <see cref="Words"/>.</summary>
public static partial class Labels
{
    /// <summary>A role.</summary>
    public static string Role(string role) => role switch
    {
        Roles.Official => "责任人",
        Roles.UnitLeader => "责任领导",
        Roles.Verifier => "核查人",
        Roles.Supervisor => "审批人",
        Roles.Secretary => "党委书记",
        Roles.Administrator => "管理员",
        Roles.Reader => "只读",
        _ => role,
    };

    /// <summary>What a role may do, for the one who gives it.</summary>
    public static string RoleHint(string role) => role switch
    {
        Roles.Official => "落实整改、上传佐证、申请销号或延期",
        Roles.UnitLeader => "分派任务、审批延期",
        Roles.Verifier => "逐条核查佐证材料",
        Roles.Supervisor => "审批销号、督办逾期",
        Roles.Secretary => "接收每周汇总和督办抄送",
        Roles.Administrator => "人员、单位、流程和后台作业",
        Roles.Reader => "查看，不作任何更改",
        _ => "",
    };

    /// <summary>Why a change to a person was refused.</summary>
    public static string Problem(PersonProblem problem) => problem switch
    {
        PersonProblem.UserNameMissing => "请填写用户名。",
        PersonProblem.UserNameInvalid => "用户名只能含字母、数字及 - . _ @。",
        PersonProblem.UserNameTaken => "此用户名已被使用。",
        PersonProblem.DisplayNameMissing => "请填写姓名与职务。",
        PersonProblem.EmailInvalid => "电子邮箱格式不正确。",
        PersonProblem.UnitUnknown => "请选择单位。",
        PersonProblem.RoleUnknown => "没有这个角色。",
        PersonProblem.RoleMissing => "请至少选择一个角色。",
        PersonProblem.LastAdministrator => "至少要保留一名可用的管理员。",
        PersonProblem.OwnAccount => "不能停用自己的账号或取消自己的管理员角色。",
        PersonProblem.ChangedMeanwhile => "此人员资料刚被他人修改，请核对后重试。",
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, "No text for this problem."),
    };
}
