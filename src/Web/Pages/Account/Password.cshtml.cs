using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Account;
using Rectify.Workflow.Web.Language;

namespace Rectify.Workflow.Web.Pages.Account;

/// <summary>A person replaces the own password (修改密码).</summary>
public sealed class PasswordModel(UserManager<Person> users, SignInManager<Person> signIn, Words words) : PageModel
{
    [BindProperty(Name = "old")]
    public string? Old { get; set; }

    [BindProperty(Name = "new")]
    public string? New { get; set; }

    [BindProperty(Name = "again")]
    public string? Again { get; set; }

    /// <summary>What went wrong, as Chinese texts for the page's dictionary.</summary>
    public List<string> Problems { get; } = [];

    public async Task<IActionResult> OnPostAsync()
    {
        if (await users.FindByIdAsync(User.PersonId().ToString()) is not { } person)
        {
            return NotFound();
        }

        if (string.IsNullOrEmpty(Old) || string.IsNullOrEmpty(New))
        {
            Problems.Add("请填写现用密码和新密码。");
        }
        else if (New != Again)
        {
            Problems.Add("两次输入的新密码不一致。");
        }
        else if (New == Old)
        {
            Problems.Add("新密码不能与现用密码相同。");
        }
        else
        {
            person.MustChangePassword = false;
            var changed = await users.ChangePasswordAsync(person, Old, New);
            if (changed.Succeeded)
            {
                await signIn.RefreshSignInAsync(person);
                TempData["Done"] = words["密码已修改。"];
                return LocalRedirect("/");
            }

            Problems.AddRange(changed.Errors.Select(error => Text(error.Code)).Distinct());
        }

        return Page();
    }

    private static string Text(string code) => code switch
    {
        nameof(IdentityErrorDescriber.PasswordMismatch) => "现用密码不正确。",
        nameof(IdentityErrorDescriber.PasswordTooShort) => "新密码太短，至少10个字符。",
        nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => "新密码太简单，请至少使用4种不同字符。",
        _ => "密码未能修改，请重试。",
    };
}
