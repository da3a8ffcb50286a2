using System.Globalization;
using System.Text.Json.Nodes;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Engine.Activities;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Elsa.Descriptors;

/// <summary>GET descriptors/activities, and the live choices of an input.</summary>
internal static class Activities
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("descriptors/activities", async (DesignerActivities activities, CancellationToken cancellationToken) =>
            Results.Bytes(await activities.ListAsync(cancellationToken), "application/json; charset=utf-8"));
        routes.MapPost("descriptors/activities/{type}/options/{property}", OptionsAsync);
    }

    // It changes nothing: whoever may look may be told the choices.
    private static async Task<IResult> OptionsAsync(
        string type, string property, PeopleDirectory people, Words words, CancellationToken cancellationToken)
    {
        if (ActivityCatalog.Default.Find(type)?.Descriptor.Inputs.FirstOrDefault(input =>
            input.Name.Equals(property, StringComparison.OrdinalIgnoreCase)) is not { } input)
        {
            return Results.StatusCode(StatusCodes.Status404NotFound);
        }

        var specifications = Editors.Of(input).Specifications;
        if (input.UiHint == Editors.Assignee)
        {
            specifications["dropdown"] = Editors.DropDown(await AssigneesAsync(people, words, cancellationToken));
        }

        else if (input.UiHint == Editors.MailTemplate)
        {
            specifications["dropdown"] = Editors.DropDown(NoteTemplates.Ids
                .Select(id => (NoteTemplates.NameOf(id, CultureInfo.CurrentUICulture.Name), id)).Prepend((words["（不用模板）"], "")));
        }

        return TypedResults.Json(new JsonObject { ["items"] = specifications }, ElsaJson.Options);
    }

    // The designer sorts by text, so the kind stands in front.
    private static async Task<IEnumerable<(string Text, string Value)>> AssigneesAsync(
        PeopleDirectory people, Words words, CancellationToken cancellationToken)
    {
        var (persons, units) = await people.NamesAsync(cancellationToken);
        var duties = new[] { ("ResponsibleOfficial", "任务的责任人"), ("UnitLeader", "任务的责任领导"), ("LeadLeader", "任务的牵头领导") };
        return duties.Select(duty => ($"{words["角色"]} · {words[duty.Item2]}", $"role:{duty.Item1}"))
            .Concat(Roles.All.Where(role => role is not (Roles.Official or Roles.UnitLeader or Roles.Reader))
                .Select(role => ($"{words["角色"]} · {words[Labels.Role(role)]}", $"role:{role}")))
            .Concat(units.Select(unit => ($"{words["单位"]} · {unit}", $"unit:{unit}")))
            .Concat(persons.Select(person => ($"{words["人员"]} · {person.DisplayName}", $"person:{person.UserName}")));
    }
}
