using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.Runs;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Designer;
using Rectify.Workflow.Web.Host;

namespace Rectify.Workflow.Web.Pages.Designer;

/// <summary>One element of the Elsa Studio in our house: a list, the editor or the instance viewer (流程设计).</summary>
[Authorize(DesignerSetup.Policy)]
public sealed class StudioModel(RectifyDb db, RunStages stages, StudioFiles files) : RectifyPage
{
    [BindProperty(SupportsGet = true)]
    public string List { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Id { get; set; }

    /// <summary>The name of the definition or instance that is open.</summary>
    public string? Title { get; private set; }

    /// <summary>The definition an instance runs.</summary>
    public string? DefinitionId { get; private set; }

    /// <summary>The item (整改任务) an instance carries, when the reader may see it.</summary>
    public RectificationItem? Item { get; private set; }

    /// <summary>Set when what is open is what an instance was before it was moved (迁移前的经过).</summary>
    public RunStage? Stage { get; private set; }

    /// <summary>The earlier stages of the instance that is open.</summary>
    public IReadOnlyList<RunStage> Earlier { get; private set; } = [];

    /// <summary>False when the host was copied without the Studio.</summary>
    public bool FilesPresent => files.Present;

    public bool IsInstances => List == "instances";

    /// <summary>True for the page that draws one definition.</summary>
    public bool IsEditor => !IsInstances && Id is not null;

    public bool MayDesign => Viewer.Is(Roles.Administrator);

    /// <summary>Where the Studio's files begin; its pages must lie below it.</summary>
    public string Base => $"{Request.PathBase}/designer/";

    /// <summary>The Studio's custom element for this page.</summary>
    public string Element => (IsInstances, Id) switch
    {
        (false, null) => "elsa-workflow-definition-list",
        (false, _) => "elsa-workflow-definition-editor",
        (true, null) => "elsa-workflow-instance-list",
        (true, _) => "elsa-workflow-instance-viewer",
    };

    /// <summary>The attribute that takes the id.</summary>
    public string Attribute => IsInstances ? "instance-id" : "definition-id";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        HttpContext.Response.Headers.ContentSecurityPolicy = SecurityHeaders.Designer(Request);
        if (!(Viewer.Is(Roles.Administrator) || Viewer.Is(Roles.Reader)))
        {
            return Forbid();
        }

        return Id is null || await (IsInstances ? FindInstanceAsync(cancellationToken) : FindDefinitionAsync(cancellationToken)) ? Page() : NotFound();
    }

    private async Task<bool> FindDefinitionAsync(CancellationToken cancellationToken)
    {
        Title = await db.Definitions.AsNoTracking().Where(row => row.DefinitionId == Id && row.IsLatest)
            .Select(row => row.Name).FirstOrDefaultAsync(cancellationToken);
        return Title is not null;
    }

    private async Task<bool> FindInstanceAsync(CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(Id, out var id))
        {
            return false;
        }

        Stage = await stages.FindAsync(Viewer, id, cancellationToken);
        var instance = Stage?.InstanceId ?? id;
        if (await db.Instances.AsNoTracking().Where(row => row.Id == instance)
                .Select(row => new { row.Name, row.DefinitionId, row.ItemId }).SingleOrDefaultAsync(cancellationToken) is not { } found)
        {
            return false;
        }

        Id = id.ToString("N");
        Earlier = await stages.OfInstanceAsync(Viewer, instance, cancellationToken);
        DefinitionId = found.DefinitionId;
        Title = found.Name ?? await db.Definitions.AsNoTracking().Where(row => row.DefinitionId == found.DefinitionId && row.IsLatest)
            .Select(row => row.Name).FirstOrDefaultAsync(cancellationToken) ?? found.DefinitionId;
        if (found.ItemId is { } itemId
            && await db.Items.AsNoTracking().SingleOrDefaultAsync(item => item.Id == itemId, cancellationToken) is { } item && Viewer.Sees(item))
        {
            Item = item;
        }

        return true;
    }
}
