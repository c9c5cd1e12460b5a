using System.Text.RegularExpressions;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>
/// What many who may see different documents and fields leave behind for each other, and find of each other: nothing in scores, vectors, reads, explanations,
/// metrics, status and log.
/// </summary>
public sealed partial class IdentityTracesTests(RealEngines engines)
{
    private const string Texts = "\"_source\":[\"title\",\"secret\"],\"size\":20";
    private const string Everything = "\"_source\":true,\"size\":20";

    private static readonly Dictionary<string, string> Off = new() { ["X-TwinBert"] = "off" };

    [Fact]
    public async Task Search_LeftToTheEngine_HasEachOnesOwnScoresExplanationsAndTotals()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var searches = Enumerable.Range(0, SecuredFixture.Count).Select(id =>
            "{\"query\":{\"bool\":{\"must\":{\"match\":{\"title\":\"item\"}},\"should\":{\"match\":{\"secret\":\""
            + SecuredFixture.SecretOf(id) + "\"}}}}," + Texts + ",\"explain\":true}");

        await CompareAsync(fixture, await Identities.CreateAsync(fixture), "/_search", [.. searches], Off);
    }

    [Fact]
    public async Task Search_WithTheEmbeddingShown_ShowsEachTheVectorsThatTheEngineShowsHim()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var headers = new Dictionary<string, string>(Off) { ["X-TwinBert-Show-Embedding"] = "true" };

        await CompareAsync(
            fixture,
            await Identities.CreateAsync(fixture),
            "/_search",
            ["{\"query\":{\"match\":{\"title\":\"item\"}}," + Everything + ",\"docvalue_fields\":[\"twinbert.model\"],\"fields\":[\"*\"]}"],
            headers);
    }

    [Fact]
    public async Task Read_DocumentsOfOthers_IsAnsweredAsTheEngineAnswersHim()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var identities = await Identities.CreateAsync(fixture);
        var ids = string.Join(',', Enumerable.Range(0, SecuredFixture.Count).Select(id => $"\"{id}\""));

        await CompareAsync(fixture, identities, "/_mget?_source=title,secret", [$$"""{"ids":[{{ids}}]}"""], []);
        await CompareAsync(fixture, identities, "/_msearch", ["{}\n{\"query\":{\"match_all\":{}}," + Texts + "}\n"], Off);
    }

    [Fact]
    public async Task Search_OfAllByAll_LeavesNoTextIdOrCallerInMetricsStatusAndLog()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines, exportsTelemetry: true);
        var identities = await Identities.CreateAsync(fixture);
        await fixture.AdministerAsync(
            "PUT", $"/{fixture.Index}/_doc/hidden-document?refresh=true", """{"title":"item of nobody","secret":"hidden-text"}""");
        var forbidden = (string[])
        [
            "hidden-document", "hidden-text", "item of nobody", "sought-text",
            .. Enumerable.Range(0, SecuredFixture.Count).Select(SecuredFixture.SecretOf),
            .. identities.SelectMany(identity => identity.Headers.Values),
        ];

        foreach (var plan in new[] { "window", "auto" })
        {
            await Task.WhenAll(identities.Select(identity => Task.Run(() => SearchForAllAsync(fixture, identity, plan))));
        }

        var traces = new Dictionary<string, string>
        {
            ["metrics"] = await TextAsync(fixture, "/_twinbert/metrics"),
            ["status"] = await TextAsync(fixture, "/_twinbert/status"),
            ["log"] = string.Join('\n', fixture.Log.Lines),
        };
        Assert.Contains("twinbert_rerank", traces["metrics"], StringComparison.Ordinal);
        Assert.Contains("hidden_fields", traces["status"], StringComparison.Ordinal);
        Assert.NotEmpty(traces["log"]);
        Assert.All(traces, trace => Assert.All(forbidden, text => Assert.False(trace.Value.Contains(text, StringComparison.Ordinal), $"{trace.Key}: {text}")));
    }

    [Fact]
    public async Task Search_ExplainedAndByACachedQuery_TellsOfNothingThatTheCallerMayNotSee()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var identities = await Identities.CreateAsync(fixture);
        var body = "{\"query\":{\"match\":{\"title\":\"item\"}}," + Texts + "}";
        foreach (var identity in identities)
        {
            var (_, alone) = await fixture.AskAsync(through: false, identity.Headers, body);
            var unseen = Enumerable.Range(0, SecuredFixture.Count).Select(SecuredFixture.SecretOf)
                .Where(secret => !alone.Contains($"\"{secret}\"", StringComparison.Ordinal)).ToArray();

            // Whoever comes first has the query encoded, and the others find it in the cache.
            var (_, through) = await fixture.AskAsync(
                through: true,
                new Dictionary<string, string>(identity.Headers) { ["X-TwinBert-Explain"] = "true", ["X-TwinBert-Query"] = "a shared text" },
                body);

            Assert.All(unseen, secret => Assert.False(through.Contains(secret, StringComparison.Ordinal), $"{identity.Name}: {secret}"));
            Assert.Equal(IsFree(identity), through.Contains("\"_twinbert\"", StringComparison.Ordinal));
        }

        Assert.Equal((1, true), (fixture.Cache.Lookups.Misses, fixture.Cache.Lookups.Hits > 0));
    }

    // Those to whom no text field is hidden, and who may search at all.
    private static bool IsFree(Identity identity) => identity.Name is "free" or "narrow" or "few" or "key" or "key of documents" or "runs as";

    private static async Task SearchForAllAsync(SecuredFixture fixture, Identity identity, string plan)
    {
        for (var id = 0; id < SecuredFixture.Count; id++)
        {
            var headers = new Dictionary<string, string>(identity.Headers)
            {
                ["X-TwinBert-Plan"] = plan,
                ["X-TwinBert-Explain"] = "true",
            };
            var body = $$$"""{"query":{"multi_match":{"query":"item sought-text {{{SecuredFixture.SecretOf(id)}}}","fields":["title","secret"]}},"size":20}""";
            await fixture.AskAsync(through: true, headers, body);
        }
    }

    private static async Task<string> TextAsync(SecuredFixture fixture, string target)
    {
        var (status, text) = await fixture.SendThroughAsync(null, "GET", target);
        Assert.Equal(200, status);
        return text;
    }

    private static async Task CompareAsync(
        SecuredFixture fixture, IReadOnlyList<Identity> identities, string path, IReadOnlyList<string> bodies, Dictionary<string, string> hints)
    {
        await Task.WhenAll(identities.Select(identity => Task.Run(async () =>
        {
            foreach (var body in bodies)
            {
                var alone = await fixture.AskAsync(through: false, identity.Headers, body, path);
                var through = await fixture.AskAsync(through: true, identity.Headers.Concat(hints).ToDictionary(), body, path);

                Assert.True(identity.Name != "free" || alone.Status == 200, alone.Body);
                Assert.Equal((identity.Name, alone.Status, WithoutTime(alone.Body)), (identity.Name, through.Status, WithoutTime(through.Body)));
            }
        })));
    }

    private static string WithoutTime(string body) => Took().Replace(body, "\"took\":0");

    [GeneratedRegex("\"took\":[0-9]+")]
    private static partial Regex Took();
}
