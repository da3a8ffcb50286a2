using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Demo;
using Rectify.Workflow.App.Import;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.Web.Tests.Hosting;

/// <summary>A host with the sample round in it, in which everybody's password is known.</summary>
public abstract class House
{
    /// <summary>The password of everybody of the sample.</summary>
    public const string Password = "test-password-1";

    public abstract IServiceProvider Services { get; }

    /// <summary>Reads with a fresh context.</summary>
    public async Task<T> ReadAsync<T>(Func<RectifyDb, Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<RectifyDb>());
    }

    /// <summary>The item of that number in the sample.</summary>
    public Task<RectificationItem> ItemAsync(int number) =>
        ReadAsync(db => db.Items.AsNoTracking().Include(item => item.Measures).SingleAsync(item => item.Number == number));

    /// <summary>The user name of a person.</summary>
    public Task<string> UserNameAsync(Guid? person) =>
        ReadAsync(async db => (await db.Users.AsNoTracking().SingleAsync(user => user.Id == person)).UserName ?? "");

    /// <summary>Imports the sample round and gives everybody the password; nothing is started.</summary>
    protected static async Task<RoundId> ImportAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var import = ActivatorUtilities.CreateInstance<ImportRound>(services);
        var imported = Assert.IsType<ImportOutcome.Imported>(await import.ConfirmAsync(SampleRound.Bytes(), by: null, cancellationToken));
        var users = services.GetRequiredService<UserManager<Person>>();
        foreach (var person in await users.Users.Where(person => person.PasswordHash == null).ToListAsync(cancellationToken))
        {
            person.MustChangePassword = false;
            Assert.True((await users.AddPasswordAsync(person, Password)).Succeeded);
        }

        return imported.Round;
    }
}
