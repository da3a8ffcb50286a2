using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Papers;

/// <summary>Hands out a paper as a Word file to whoever sees its item.</summary>
public static class PaperDownload
{
    /// <summary>Maps the download.</summary>
    public static void MapPapers(this IEndpointRouteBuilder routes) => routes.MapGet("/papers/{id:guid}/file", async (
        Guid id, HttpContext context, PeopleDirectory people, PaperQueries papers, CancellationToken cancellationToken) =>
        await people.ViewerAsync(context.User.PersonId(), cancellationToken) is { } viewer
            && await papers.FindAsync(viewer, id, cancellationToken) is { } row
            ? Results.File(PaperDocument.Write(row.Paper), PaperFile.ContentType, PaperFile.NameOf(row.Paper))
            : Results.NotFound());
}
