using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Tests.Hosting;

namespace Rectify.Workflow.Web.Tests.Elsa;

/// <summary>Another administrator beside the sample's, made when first needed.</summary>
internal static class SecondAdministrator
{
    public const string UserName = "second-administrator";
    private static readonly SemaphoreSlim Once = new(1);

    public static async Task<ElsaVisitor> SignInAsync(WebWorld world)
    {
        await Once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await using var scope = world.Services.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
            if (await users.FindByNameAsync(UserName) is null)
            {
                var other = await users.FindByNameAsync("administrator");
                var person = new Person { Id = Guid.CreateVersion7(world.Clock.GetUtcNow()), UserName = UserName, DisplayName = "第二管理员", UnitId = other!.UnitId, Active = true };
                Assert.True((await users.CreateAsync(person, WebWorld.Password)).Succeeded);
                Assert.True((await users.AddToRoleAsync(person, Roles.Administrator)).Succeeded);
                scope.ServiceProvider.GetRequiredService<PeopleDirectory>().Forget();
            }
        }
        finally
        {
            Once.Release();
        }

        return await ElsaVisitor.SignInAsync(world, UserName);
    }
}
