using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.Web.Pages.Account;

/// <summary>Sign-in with user name and password (登录).</summary>
[AllowAnonymous]
public sealed class SignInModel(SignInManager<Person> signIn) : PageModel
{
    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    [BindProperty(Name = "user")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    /// <summary>What went wrong, as a Chinese text for the page's dictionary.</summary>
    public string? Problem { get; private set; }

    /// <summary>True when a link of a mail led here.</summary>
    public bool ForTask => Return?.StartsWith("/t/", StringComparison.Ordinal) == true;

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? LocalRedirect(Target()) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(UserName) || string.IsNullOrEmpty(Password))
        {
            Problem = "请填写用户名和密码。";
            return Page();
        }

        var result = await signIn.PasswordSignInAsync(UserName.Trim(), Password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            return LocalRedirect(Target());
        }

        // One text for unknown names, wrong passwords and closed accounts: it must not tell which names exist.
        Problem = result.IsLockedOut ? "密码错误次数过多，账号已暂时锁定，请15分钟后再试或联系管理员。" : "用户名或密码不正确。";
        Password = null;
        return Page();
    }

    private string Target() => Url.IsLocalUrl(Return) ? Return : "/";
}
