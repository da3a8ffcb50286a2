using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;

namespace Rectify.Workflow.Web.Pages.Items;

/// <summary>Hands out evidence, always as a download, to whoever sees its item.</summary>
public static class EvidenceFile
{
    /// <summary>Maps the download.</summary>
    public static void MapEvidence(this IEndpointRouteBuilder routes) => routes.MapGet("/evidence/{id:guid}", async (
        Guid id, HttpContext context, PeopleDirectory people, ItemQueries items, EvidenceFiles files, CancellationToken cancellationToken) =>
    {
        if (await people.ViewerAsync(context.User.PersonId(), cancellationToken) is not { } viewer
            || await items.FindEvidenceAsync(viewer, id, cancellationToken) is not { } evidence
            || files.Open(evidence.StoredName) is not { } content)
        {
            return Results.NotFound();
        }

        // Whatever is inside, a browser must never run it as a page of ours.
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.File(content, evidence.ContentType, evidence.FileName);
    });
}
