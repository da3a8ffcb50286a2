using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using Rectify.Workflow.App;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Elsa;

namespace Rectify.Workflow.Web.Pages.Mails;

/// <summary>
/// The mail ledger for programs (/api/mails): the same search as the page, and one mail with its reasons, history and source.
/// By cookie or by the designer's token; it only reads, and each caller within their rights.
/// </summary>
public static class MailsApi
{
    /// <summary>Where it is.</summary>
    public const string Path = "/api/mails";

    private const int LargestPage = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Maps the search, one mail, and its source.</summary>
    public static void MapMailsApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Path).RequireAuthorization(policy => policy
            .AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, ElsaPolicies.Scheme).RequireAuthenticatedUser()
            .RequireRole(Roles.Administrator, Roles.Supervisor, Roles.Secretary, Roles.Reader, Roles.UnitLeader));
        api.MapGet("", SearchAsync);
        api.MapGet("/{id:guid}", OneAsync);
        api.MapGet("/{id:guid}/source", SourceAsync);
    }

    /// <summary>The instant a day begins at in the town.</summary>
    internal static DateTimeOffset StartOf(DateOnly day, TownZone town)
    {
        ArgumentNullException.ThrowIfNull(town);
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, town.Zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private static async Task<IResult> SearchAsync(
        [AsParameters] Search search, HttpContext context, MailQueries mails, PeopleDirectory people, TownZone town, CancellationToken cancellationToken)
    {
        if (await people.ViewerAsync(context.User.PersonId(), cancellationToken) is not { } viewer)
        {
            return Results.Forbid();
        }

        if (search.Problem() is { } problem)
        {
            return Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        var filter = new MailFilter(search.Person, search.Item, search.Q, search.KindOf(), search.StatusOf(),
            Day(search.From) is { } from ? StartOf(from, town) : null, Day(search.To) is { } to ? StartOf(to.AddDays(1), town) : null);
        var (page, size) = (Math.Max(search.Page ?? 1, 1), Math.Clamp(search.Size ?? 50, 1, LargestPage));
        var total = await mails.CountAsync(viewer, filter, cancellationToken);
        var rows = (page - 1) * (long)size >= MailQueries.MostCounted ? []
            : await mails.ListAsync(viewer, filter, ((page - 1) * size, size), cancellationToken);
        return Results.Json(new
        {
            answer = await mails.AnswerAsync(viewer, filter, cancellationToken),
            total = Math.Min(total, MailQueries.MostCounted),
            more = total > MailQueries.MostCounted,
            page,
            mails = rows.Select(Of),
        }, Json);
    }

    private static async Task<IResult> OneAsync(
        Guid id, HttpContext context, MailQueries mails, MailReasons reasons, PeopleDirectory people, CancellationToken cancellationToken)
    {
        if (await people.ViewerAsync(context.User.PersonId(), cancellationToken) is not { } viewer
            || await mails.FindAsync(viewer, id, cancellationToken) is not { } row)
        {
            return Results.NotFound();
        }

        return Results.Json(new
        {
            mail = Of(row),
            reasons = (await reasons.OfAsync(id, cancellationToken)).Select(reason => new
            {
                reason.Rule,
                item = reason.ItemId?.Value,
                reason.Number,
                reason.Title,
                reason.Offset,
                reason.InCalendarDays,
                reason.DueOn,
                reason.PlannedOn,
                reason.FiredOn,
                reason.Late,
                reason.Paper,
                reason.PaperKind,
                reason.Copy,
                reason.By,
                reason.What,
                reason.Named,
                reason.OnBehalfOf,
            }),
            states = (await mails.StatesAsync(row, cancellationToken)).Select(each => new { each.State.At, each.State.Status, each.State.Attempt, each.State.Detail, each.By }),
            sendings = (await mails.SendingsAsync(id, cancellationToken)).Select(each => new { each.Sending, each.At, each.Size }),
        }, Json);
    }

    private static async Task<IResult> SourceAsync(
        Guid id, int? sending, HttpContext context, MailQueries mails, PeopleDirectory people, CancellationToken cancellationToken) =>
        await people.ViewerAsync(context.User.PersonId(), cancellationToken) is { } viewer
            && await mails.FindAsync(viewer, id, cancellationToken) is not null
            && await mails.SourceAsync(id, sending, cancellationToken) is { } source
            ? Results.File(source.Read(), "message/rfc822", $"{id:N}.eml")
            : Results.NotFound();

    private static object Of(MailRow row) => new
    {
        row.Id,
        row.Kind,
        row.Status,
        row.RecipientId,
        row.Recipient,
        row.Address,
        row.Subject,
        row.Occasion,
        row.PlannedAt,
        row.DueAt,
        row.AcceptedAt,
        row.Attempts,
        row.Resent,
        row.Detail,
        item = row.ItemId?.Value,
    };

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>What a caller asks for; every part may be left out.</summary>
    internal sealed record Search(string? Person, string? Item, string? Q, string? Kind, string? Status, string? From, string? To, int? Page, int? Size)
    {
        public MailKind? KindOf() => Enum.TryParse<MailKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null;

        public MailStatus? StatusOf() => Enum.TryParse<MailStatus>(Status, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null;

        /// <summary>A part that is given but means nothing would silently widen the answer.</summary>
        public string? Problem() =>
            !string.IsNullOrEmpty(Kind) && KindOf() is null ? $"There is no kind '{Kind}'. There are: {string.Join(", ", Enum.GetNames<MailKind>())}."
            : !string.IsNullOrEmpty(Status) && StatusOf() is null ? $"There is no status '{Status}'. There are: {string.Join(", ", Enum.GetNames<MailStatus>())}."
            : (!string.IsNullOrEmpty(From) && Day(From) is null) || (!string.IsNullOrEmpty(To) && Day(To) is null) ? "Days are written yyyy-MM-dd."
            : null;
    }
}
