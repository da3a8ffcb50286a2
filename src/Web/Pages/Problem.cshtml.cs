using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Rectify.Workflow.Web.Pages;

/// <summary>What a reader sees instead of a page: not found, not allowed, failed.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true)]
public sealed class ProblemModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int Code { get; set; }

    /// <summary>Finds the failure in the log.</summary>
    public string Trace => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    public string Title => Code switch
    {
        400 => "请求无效",
        403 => "没有权限",
        404 => "未找到",
        405 => "请求无效",
        413 => "文件过大",
        _ => "出错了",
    };

    public string Text => Code switch
    {
        400 => "页面已过期或提交的内容不完整，请返回刷新后重试。",
        403 => "您的角色不能进行此操作。如确有需要，请联系管理员。",
        404 => "没有这个页面，或者它不在您的查看范围内。",
        405 => "请从页面上的按钮进行操作。",
        413 => "上传的文件超过了20 MB的限制。",
        _ => "系统未能完成操作，没有保存任何更改。请稍后重试；如仍出现，请把下面的编号告知管理员。",
    };

    public void OnGet()
    {
    }

    public void OnPost()
    {
    }
}
