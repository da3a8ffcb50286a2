using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Workflows;

/// <summary>The definitions that came with the program, offered again after an update (随产品提供的流程).</summary>
[Authorize(AccountSetup.Administrators)]
public sealed class ShippedModel(ShippedDefinitions shipped, Words words) : RectifyPage
{
    public IReadOnlyList<ShippedDefinition> Definitions { get; private set; } = [];

    /// <summary>How one stands, in words.</summary>
    public static string State(ShippedState state) => state switch
    {
        ShippedState.InUse => "与产品一致",
        ShippedState.Changed => "已自行修改",
        ShippedState.Update => "有更新",
        _ => "已删除",
    };

    public async Task OnGetAsync(CancellationToken cancellationToken) => Definitions = await shipped.ListAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] string id, CancellationToken cancellationToken)
    {
        switch (await shipped.AdoptAsync(id, Viewer, cancellationToken))
        {
            case SaveDefinition.Outcome.Done(var saved, _):
                TempData["Done"] = words["已存为第{0}版草稿，请在流程设计中查看后发布。", saved.Version];
                break;
            case SaveDefinition.Outcome.Refused(var problems):
                TempData["Refused"] = string.Join(' ', problems);
                break;
            case SaveDefinition.Outcome.NotAllowed:
                return Forbid();
            default:
                TempData["Refused"] = words["没有这个流程。"];
                break;
        }

        return RedirectToPage();
    }
}
