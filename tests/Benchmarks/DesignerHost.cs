using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rectify.Workflow.App.People;
using Rectify.Workflow.Web.Host;

namespace Rectify.Workflow.Benchmarks;

/// <summary>The real host in this process, on a real port, and an administrator's calls to it as the designer makes them.</summary>
public sealed partial class DesignerHost : IAsyncDisposable
{
    private const string Password = "bench-password-1";
    private readonly WebApplication _app;
    private readonly string _data = Directory.CreateTempSubdirectory("rectify-bench-").FullName;

    private DesignerHost(params string[] settings)
    {
        var (arguments, error) = HostArguments.Parse(
            ["--data", _data, "--urls", "http://127.0.0.1:0", "--Serilog:MinimumLevel:Default=Fatal", .. settings]);
        _app = error is null ? RectifyHost.Build(arguments) : throw new InvalidOperationException(error);
    }

    public IServiceProvider Services => _app.Services;

    private HttpClient Client { get; } = new();

    /// <summary>A host that has prepared its database and listens.</summary>
    public static async Task<DesignerHost> StartAsync(params string[] settings)
    {
        var host = new DesignerHost(settings);
        await FirstStart.PrepareAsync(host.Services, CancellationToken.None);
        await host._app.StartAsync();
        host.Client.BaseAddress = new(host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return host;
    }

    /// <summary>Signs the first administrator in; the calls carry the designer's token from then on.</summary>
    public async Task SignInAsync()
    {
        await using (var scope = Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
            var administrator = (await users.GetUsersInRoleAsync(Roles.Administrator)).First();
            await users.RemovePasswordAsync(administrator);
            await users.AddPasswordAsync(administrator, Password);
            await users.Users.Where(person => person.Id == administrator.Id).ExecuteUpdateAsync(row => row.SetProperty(person => person.MustChangePassword, false));
            var form = FormToken().Match(await Client.GetStringAsync(new Uri("/sign-in", UriKind.Relative))).Groups["token"].Value;
            using var fields = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["user"] = administrator.UserName ?? "",
                ["password"] = Password,
                ["return"] = "",
                ["__RequestVerificationToken"] = form,
            });
            using var answer = await Client.PostAsync(new Uri("/sign-in", UriKind.Relative), fields);
        }

        var issued = JsonNode.Parse(await Client.GetStringAsync(new Uri("/designer/token", UriKind.Relative)));
        Client.DefaultRequestHeaders.Authorization = new("Bearer", (string?)issued?["token"]);
    }

    /// <summary>The answer's text; a call that is refused ends the run.</summary>
    public async Task<string> GetAsync(string path) => await TextAsync(await Client.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task<string> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await TextAsync(await Client.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri} answered {answer.StatusCode}: {text}");
        }
    }

    [GeneratedRegex("__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"")]
    private static partial Regex FormToken();
}
