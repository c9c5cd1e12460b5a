using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Engine.Tests.Writing;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>What the sidecar does on its own account, with an account that has the privileges that the documentation names and no others.</summary>
public sealed class UpkeepPrivilegeTests(RealEngines engines)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upkeep_AccountWithTheDocumentedPrivileges_CountsAndRepairs()
    {
        using var engine = new HttpClient { BaseAddress = await engines.GetSecuredAsync() };
        engine.DefaultRequestHeaders.Authorization =
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RealEngines.SecuredUser}:{RealEngines.SecuredPassword}")));
        var name = "upkeep-" + Guid.NewGuid().ToString("n")[..10];
        try
        {
            await AskAsync(
                engine,
                "PUT",
                $"/_security/role/{name}",
                $$"""{"cluster":["monitor"],"indices":[{"names":["{{name}}"],"privileges":["read","write","view_index_metadata","manage"]}]}""");
            await AskAsync(engine, "PUT", $"/_security/user/{name}", $$"""{"password":"{{RealEngines.SecuredPassword}}","roles":["{{name}}"]}""");
            await AskAsync(engine, "PUT", $"/{name}/_doc/1?refresh=true", """{"title":"hiking boot"}""");
            await using var sidecar = await StartAsync(engine.BaseAddress!, name);
            using var through = new HttpClient { BaseAddress = sidecar.Url };
            through.DefaultRequestHeaders.Authorization = engine.DefaultRequestHeaders.Authorization;

            await UntilAsync(through, status => status["freshness"]!["indices"]![name]?["missing"]?.GetValue<int>() == 1);
            await AskAsync(through, "GET", $"/{name}/_doc/1", body: null);
            await UntilAsync(through, status => status["repairs"]!["repaired"]!.GetValue<int>() == 1);

            Assert.Contains("text_hash", (await AskAsync(engine, "GET", $"/{name}/_doc/1", body: null)).ToJsonString(), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var left in new[] { $"/{name}", $"/_security/user/{name}", $"/_security/role/{name}" })
            {
                (await engine.DeleteAsync(new Uri(left, UriKind.Relative), CancellationToken.None)).Dispose();
            }
        }
    }

    // No setting says that there is upkeep: the credentials do.
    private static Task<SidecarHost> StartAsync(Uri engine, string name)
    {
        var settings = HashingSidecar.Settings(engine, new() { [name] = new() { TextFields = ["title"] } });
        var upstream = settings.Options.Upstream with { Username = name, Password = RealEngines.SecuredPassword };
        return SidecarHost.StartAsync(settings with { Options = settings.Options with { Upstream = upstream } }, Cancel);
    }

    private static async Task UntilAsync(HttpClient sidecar, Func<JsonNode, bool> says)
    {
        while (!says(await AskAsync(sidecar, "GET", "/_twinbert/status", body: null)))
        {
            await Task.Delay(100, Cancel);
        }
    }

    private static async Task<JsonNode> AskAsync(HttpClient client, string method, string target, string? body)
    {
        var (status, answer) = await WritingFixture.SendAsync(client, method, target, body);
        Assert.True(status is >= 200 and < 300, $"{method} {target}: {status} {answer}");
        return JsonNode.Parse(answer)!;
    }
}
