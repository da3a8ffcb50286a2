using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Definitions;
using Rectify.Workflow.Engine.Execution;

namespace Rectify.Workflow.App.Workflows;

/// <summary>Tells the administrators by mail that an instance stopped at a fault (流程异常通知).</summary>
public sealed class FaultMails(RectifyDb db, PeopleDirectory people)
{
    /// <summary>The same activity of the same definition is told of once in this time: a bad expression stops many instances.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    public async ValueTask OweAsync(
        LoadedInstance loaded, Definition definition, Acting acting, InstanceState before, InstanceState after,
        CancellationToken cancellationToken)
    {
        if (after.Incidents.Except(before.Incidents).LastOrDefault() is not { } incident)
        {
            return;
        }

        var place = definition.Nodes.FirstOrDefault(node => node.NodeId == incident.NodeId)?.Title ?? incident.ActivityId;
        var cause = $"fault:{Cause(loaded.Instance.DefinitionId, incident.NodeId)}:";
        foreach (var administrator in await people.HoldersAsync(Roles.Administrator, item: null, cancellationToken))
        {
            if (administrator != acting.By && !await IsToldAsync(administrator, cause, acting.At, cancellationToken))
            {
                var culture = await db.Users.Where(person => person.Id == administrator).Select(person => person.Culture).SingleOrDefaultAsync(cancellationToken);
                var (subject, body) = culture?.StartsWith("en", StringComparison.OrdinalIgnoreCase) is true ? English(loaded, place, incident) : Chinese(loaded, place, incident);
                db.Mails.Add(MailPlan.Incident(
                    administrator, $"{cause}{loaded.Instance.Id:N}:{loaded.Instance.Version}", loaded.Item?.Id, loaded.Instance.Id,
                    subject, body, acting.At));
            }
        }
    }

    private async Task<bool> IsToldAsync(Guid administrator, string cause, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var occasion = $"workflow:{cause}";
        var since = at - Pause;
        return db.ChangeTracker.Entries<LedgerMail>().Any(entry =>
                entry.Entity.RecipientId == administrator && entry.Entity.Occasion.StartsWith(occasion, StringComparison.Ordinal))
            || await db.Mails.AnyAsync(
                mail => mail.RecipientId == administrator && mail.PlannedAt > since && mail.Occasion.StartsWith(occasion), cancellationToken);
    }

    private static (string Subject, string Body) Chinese(LoadedInstance loaded, string place, Incident incident)
    {
        var name = loaded.Item is { } item ? $"第{item.Number}项“{item.Title}”" : $"“{loaded.Instance.Name ?? loaded.Instance.DefinitionId}”";
        return (
            $"流程出错停住：{name}",
            $"{name}的流程（{loaded.Instance.DefinitionId}第{loaded.Instance.DefinitionVersion}版）在活动“{place}”出错停住：{incident.Message}\n"
            + "数据没有丢失，定时和待办也没有改变。请登录平台查看原因，改正后重试，或说明理由跳过、终止。同一环节的其他异常一小时内不再另发邮件。");
    }

    private static (string Subject, string Body) English(LoadedInstance loaded, string place, Incident incident)
    {
        var name = loaded.Item is { } item ? $"item {item.Number} \"{item.Title}\"" : $"\"{loaded.Instance.Name ?? loaded.Instance.DefinitionId}\"";
        return (
            $"A workflow stopped: {name}",
            $"The workflow of {name} ({loaded.Instance.DefinitionId}, version {loaded.Instance.DefinitionVersion}) stopped at activity \"{place}\": {incident.Message}\n"
            + "Nothing is lost; timers and tasks are as they were. Please sign in, look at the reason, and retry after correcting it, or skip or end it with a reason. "
            + "Further incidents at the same place are not mailed within the hour.");
    }

    private static string Cause(string definitionId, string nodeId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{definitionId}\n{nodeId}")).AsSpan(0, 8));
}
