using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Compatibility.Tests.Running;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Compatibility.Tests.Scoring;

/// <summary>The embedded node's hits, order and scores against each real engine's, on the same documents and queries.</summary>
public sealed class ScoreParityTests(RealEngines engines, EmbeddedNode node)
{
    private const int Hits = 100;

    // Engines print single-precision scores; the order of additions may differ by a unit in the last place of each.
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(EngineKind.Elasticsearch8)]
    [InlineData(EngineKind.Elasticsearch9)]
    [InlineData(EngineKind.OpenSearch2)]
    public async Task Search_GeneratedCorpus_ScoresAndOrdersAsTheEngine(EngineKind kind)
    {
        using var engine = new HttpClient { BaseAddress = await engines.GetAsync(kind) };
        using var embedded = new HttpClient { BaseAddress = node.Url };
        var index = $"parity-{Guid.NewGuid():N}";
        List<string> problems = [];
        try
        {
            await LoadAsync(engine, index);
            await LoadAsync(embedded, index);
            foreach (var query in ScoredQueries.All)
            {
                var expected = await SearchAsync(engine, index, query);
                var actual = await SearchAsync(embedded, index, query);
                problems.AddRange(Differences(expected, actual).Take(3).Select(d => $"{query}: {d}"));
            }
        }
        finally
        {
            using var deleted = await engine.DeleteAsync(index, CancellationToken.None);
            using var dropped = await embedded.DeleteAsync(index, CancellationToken.None);
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private static IEnumerable<string> Differences(JsonNode expected, JsonNode actual)
    {
        if (!JsonNode.DeepEquals(expected["total"], actual["total"]))
        {
            yield return $"{expected["total"]!.ToJsonString()} hits, the node has {actual["total"]!.ToJsonString()}";
        }

        var (theirs, ours) = (Scores(expected), Scores(actual));
        foreach (var (i, (their, our)) in theirs.Zip(ours).Index())
        {
            if (!Close(their.Score, our.Score))
            {
                yield return $"hit {i} scores {their.Score} ({their.Id}), the node's {our.Score} ({our.Id})";
            }
            else if (their.Id != our.Id && theirs.FirstOrDefault(t => t.Id == our.Id) is { Id: not null } same && !Close(same.Score, our.Score))
            {
                yield return $"hit {i} is {their.Id}, the node's {our.Id}";
            }
        }
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b));

    private static List<(string Id, double Score)> Scores(JsonNode hits) =>
        [.. hits["hits"]!.AsArray().Select(h => ((string)h!["_id"]!, double.Parse(h["_score"]!.ToJsonString(), CultureInfo.InvariantCulture)))];

    private static async Task LoadAsync(HttpClient client, string index)
    {
        using var created = await client.PutAsync(index, Json(GeneratedCorpus.Mapping), TestContext.Current.CancellationToken);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var written = await client.PostAsync($"{index}/_bulk?refresh=true", Json(GeneratedCorpus.Bulk()), TestContext.Current.CancellationToken);
        Assert.Contains("\"errors\":false", await written.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> SearchAsync(HttpClient client, string index, string query)
    {
        var body = $$"""{"size":{{Hits}},"_source":false,"query":{{query}}}""";
        using var response = await client.PostAsync($"{index}/_search", Json(body), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, query + ": " + text);
        return JsonNode.Parse(text)!["hits"]!;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
}
