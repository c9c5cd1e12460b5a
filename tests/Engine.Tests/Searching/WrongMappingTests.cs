using System.Text;
using TwinBert.Engine.Tests.Writing;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>An index whose embedding object the engine mapped by guessing: searches say so by name, and cost one search again.</summary>
public sealed class WrongMappingTests(RealEngines engines)
{
    private const string Search = """{"query":{"match":{"title":"drill"}}}""";

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Search_OfAGuessedMapping_SaysSoAfterTheFirstRefusal(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await GuessAsync(engine);

        Assert.StartsWith("failed; reason=widening_refused", await VerdictAsync(engine, "_search", Search), StringComparison.Ordinal);
        Assert.Equal("skipped; reason=mapping_mismatch; stage=search; party=engine", await SettledAsync(engine, "_search", Search));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task MultiSearch_OfAGuessedMapping_SaysSoAfterTheFirstRefusal(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind);
        await GuessAsync(engine);
        var searches = $"{{}}\n{Search}\n";

        Assert.Contains("widening_refused", await VerdictAsync(engine, "_msearch", searches), StringComparison.Ordinal);
        Assert.Contains("mapping_mismatch", await SettledAsync(engine, "_msearch", searches), StringComparison.Ordinal);
    }

    // What a tool that copies documents does round the sidecar: a vector as each family stores it.
    private static async Task GuessAsync(WritingFixture engine)
    {
        await engine.AskAsync(
            "PUT",
            $"/{engine.Prefix}/_doc/1?refresh=true",
            """{"title":"drill","twinbert":{"embedding":[1,2,3],"model":"m","text_hash":"h"} }""");
    }

    // The mapping is looked at beside the search that was refused.
    private static async Task<string> SettledAsync(WritingFixture engine, string path, string body)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var verdict = await VerdictAsync(engine, path, body);
            if (!verdict.Contains("widening_refused", StringComparison.Ordinal))
            {
                return verdict;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return "still refused";
    }

    private static async Task<string> VerdictAsync(WritingFixture engine, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, path == "_msearch" ? "application/x-ndjson" : "application/json");
        using var response = await engine.Through.PostAsync($"/{engine.Prefix}/{path}", content, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return Assert.Single(response.Headers.GetValues("X-TwinBert"));
    }
}
