using System.Text.Json;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>
/// Many who may see different documents and fields search at the same time, and each sees through the sidecar exactly what the engine alone shows him.
/// </summary>
public sealed class IdentitiesTests(RealEngines engines)
{
    private const int Rounds = 15;
    private const string Item = """{"query":{"match":{"title":"item"}},"size":20}""";

    [Fact]
    public async Task Search_AtTheSameTime_ShowsEachWhatTheEngineAloneShowsHim()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var identities = await Identities.CreateAsync(fixture);
        var alone = new Dictionary<string, (int Status, Dictionary<string, string> Hits)>();
        foreach (var identity in identities)
        {
            alone[identity.Name] = Read(await fixture.AskAsync(through: false, identity.Headers, Item));
        }

        Assert.Equal(13, identities.Count);
        Assert.Equal([20, 4, 3, 20, 20, 5, 20, 6, 20, 4, 0, 0, 0], identities.Select(identity => alone[identity.Name].Hits.Count));

        await Task.WhenAll(identities.Select(identity => Task.Run(() => CompareAsync(fixture, identity, alone[identity.Name]))));
        var status = await fixture.SendThroughAsync(null, "GET", "/_twinbert/status");
        Assert.DoesNotContain("secret", status.Body, StringComparison.Ordinal);
    }

    private static async Task CompareAsync(SecuredFixture fixture, Identity identity, (int Status, Dictionary<string, string> Hits) alone)
    {
        for (var round = 0; round < Rounds; round++)
        {
            // Everybody looks for what he may not know: the hidden word of another document, by the query's text and by the hint.
            var headers = new Dictionary<string, string>(identity.Headers)
            {
                ["X-TwinBert-Query"] = SecuredFixture.SecretOf(round),
                ["X-TwinBert-Explain"] = round % 3 == 0 ? "true" : "false",
                ["X-TwinBert-Plan"] = (round % 2 == 0) ? "window" : "auto",
            };
            var (status, body) = await fixture.AskAsync(through: true, headers, Item);
            var through = Read((status, body));

            Assert.Equal((identity.Name, alone.Status), (identity.Name, through.Status));
            Assert.Equal(alone.Hits.OrderBy(hit => hit.Key), through.Hits.OrderBy(hit => hit.Key));
            Assert.DoesNotContain("text_hash", body, StringComparison.Ordinal);
            Assert.Subset(alone.Hits.Keys.ToHashSet(), Explained(body));
        }
    }

    // The embedding object is what the engine alone would show besides.
    private static (int Status, Dictionary<string, string> Hits) Read((int Status, string Body) answer)
    {
        var hits = new Dictionary<string, string>();
        if (answer.Status == 200)
        {
            using var json = JsonDocument.Parse(answer.Body);
            foreach (var hit in json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray())
            {
                var source = hit.GetProperty("_source").EnumerateObject().Where(member => member.Name != "twinbert");
                hits[hit.GetProperty("_id").GetString()!] = string.Join(',', source.Select(member => $"{member.Name}={member.Value}"));
            }
        }

        return (answer.Status, hits);
    }

    private static HashSet<string> Explained(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("_twinbert", out var why)
            ? [.. why.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("_id").GetString()!)]
            : [];
    }
}
