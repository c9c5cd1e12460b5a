using System.Text;
using TwinBert.DevNode.Hosting;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

/// <summary>An engine without scripts: the embedded node.</summary>
public sealed class EmbeddedNodePlanTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_PlanAuto_IsServedByTheWindowOrSaysThatThePlanIsRefused()
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), Cancellation);
        var settings = SidecarFixture.Settings(node.Url);
        await using var sidecar = await SidecarHost.StartAsync(
            settings with
            {
                Options = settings.Options with { Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10, Plan = "auto" } } },
                Model = settings.Model with { Heads = [new(new TwinBert.Model.Crossing.CosineCrossing(settings.Model.Dimensions), 0)] },
            },
            Cancellation);
        using var client = new HttpClient { BaseAddress = sidecar.Url };
        using var written = await client.PutAsync("/products/_doc/1?refresh=true", Json("""{"title":"red boot","price":1}"""), Cancellation);
        Assert.True(written.IsSuccessStatusCode);

        await UntilAsync(client, """{"query":{"match":{"title":"boot"}},"sort":["_score","price"]}""", "skipped; reason=plan_refused");
        await UntilAsync(client, """{"query":{"match":{"title":"boot"}}}""", "plan=window");
    }

    private static async Task UntilAsync(HttpClient client, string body, string verdict)
    {
        var end = DateTime.UtcNow + Patience;
        while (true)
        {
            using var answer = await client.PostAsync("/products/_search", Json(body), Cancellation);
            var header = answer.Headers.GetValues("X-TwinBert").Single();
            Assert.True(answer.IsSuccessStatusCode);
            if (header.Contains(verdict, StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(DateTime.UtcNow < end, header);
            await Task.Delay(20, Cancellation);
        }
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
