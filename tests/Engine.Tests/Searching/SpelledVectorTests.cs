using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TwinBert.Configuration;
using TwinBert.Engine.Tests.Writing;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>The same documents, with vectors as short as the engine takes them and as numbers: searches give the same, to the byte.</summary>
public sealed partial class SpelledVectorTests(RealEngines engines)
{
    private const int Documents = 30;
    private const string Query = "\"query\":{\"match\":{\"title\":\"item boot\"}},\"size\":30";

    private static readonly string[] Searches =
    [
        $"{{{Query}}}",
        $"{{{Query},\"fields\":[\"*\"]}}",
        $"{{{Query},\"fields\":[\"*\"],\"_source\":false}}",
        $"{{{Query},\"fields\":[\"title\"],\"from\":3}}",
    ];

    public static TheoryData<EngineKind, string> KindsAndPlans =>
        [.. from kind in Enum.GetValues<EngineKind>() from plan in new[] { "window", "rescore", "wrap" } select (kind, plan)];

    [Theory, MemberData(nameof(KindsAndPlans))]
    public async Task Search_OfVectorsInEitherSpelling_GivesTheSame(EngineKind kind, string plan)
    {
        var address = await engines.GetAsync(kind);
        var prefix = "spelled-" + Guid.NewGuid().ToString("n")[..10];
        IndexOptions options = new() { TextFields = ["title"], Plan = plan, WrapBelow = 0 };
        var settings = HashingSidecar.Settings(
            address, new() { [prefix + "-s"] = options, [prefix + "-n"] = options with { EmbeddingSpelling = "numbers" } });
        await using var engine = await WritingFixture.StartAsync(address, prefix, settings);
        foreach (var index in new[] { "-s", "-n" })
        {
            await engine.AskAsync("PUT", $"/{prefix}{index}", """{"settings":{"number_of_shards":1}}""");
            var (_, written) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{prefix}{index}/_bulk?refresh=true", Bulk());
            Assert.Contains("\"errors\":false", written, StringComparison.Ordinal);
        }

        // OpenSearch has one spelling.
        var (compact, numbers) = (await VectorAsync(engine, "-s"), await VectorAsync(engine, "-n"));
        Assert.Equal(kind == EngineKind.OpenSearch2, compact == numbers);
        Assert.StartsWith("\"", compact, StringComparison.Ordinal);
        foreach (var body in Searches)
        {
            var (one, other) = (await SearchAsync(engine, "-s", body, plan), await SearchAsync(engine, "-n", body, plan));

            Assert.Equal(other, one);
            Assert.DoesNotContain("twinbert", one, StringComparison.Ordinal);
            Assert.NotEqual(await SearchAsync(engine, "-s", body, plan: null), one);
        }
    }

    private static string Bulk()
    {
        var bulk = new StringBuilder();
        for (var id = 0; id < Documents; id++)
        {
            bulk.Append(CultureInfo.InvariantCulture, $$$"""{"index":{"_id":"{{{id}}}"}}""").Append('\n')
                .Append(CultureInfo.InvariantCulture, $$$"""{"title":"{{{SearchingDocuments.Title(id)}}}","n":1e3}""").Append('\n');
        }

        return bulk.ToString();
    }

    private static async Task<string> VectorAsync(WritingFixture engine, string index) =>
        JsonNode.Parse(await engine.SourceAsync(engine.Prefix + index, "1"))!["twinbert"]!["embedding"]!.ToJsonString();

    // What an index bears is found out beside the first search that needs it.
    private static async Task<string> SearchAsync(WritingFixture engine, string index, string body, string? plan)
    {
        var end = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{engine.Prefix}{index}/_search")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("X-TwinBert", plan is null ? "off" : "on");
            using var answer = await engine.Through.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var verdict = answer.Headers.TryGetValues("X-TwinBert", out var values) ? values.Single() : "";
            if (plan is null || verdict.Contains("plan=" + plan, StringComparison.Ordinal))
            {
                return TookPattern().Replace(text, "").Replace(engine.Prefix + index, "@", StringComparison.Ordinal);
            }

            Assert.True(DateTime.UtcNow < end, $"The plan is not {plan} but: {verdict}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex("\"took\":\\d+,")]
    private static partial Regex TookPattern();
}
