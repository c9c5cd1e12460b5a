using System.Text;
using TwinBert.Model.Crossing;
using TwinBert.Reranking;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Crossing;

/// <summary>What the script of a crossing gives on a real engine is what the layer and the blend give here.</summary>
public sealed class EngineScriptTests(RealEngines engines)
{
    private const int Dimensions = 40;
    private const float Typical = 0.3f;
    private const double ModelWeight = 1.5;

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public Task Write_Cosine_GivesTheBlendsFactor(EngineKind kind) => CheckAsync(kind, new CosineCrossing(Dimensions));

    [Theory, MemberData(nameof(Kinds))]
    public Task Write_QueryNetwork_GivesTheBlendsFactor(EngineKind kind) => CheckAsync(kind, Network(null));

    [Theory, MemberData(nameof(Kinds))]
    public Task Write_QueryNetworkWithPrior_GivesTheBlendsFactor(EngineKind kind) => CheckAsync(kind, Network(new(2.5f, -0.4f)));

    [Theory, MemberData(nameof(Kinds))]
    public async Task Write_IndexMappedByAGuess_IsNeutral(EngineKind kind)
    {
        await using var corpus = await CrossedCorpus.FillAsync(await engines.GetAsync(kind), Dimensions);
        await corpus.GuessAsync();
        var script = EngineScript.For(new CosineCrossing(Dimensions), new(CrossedCorpus.Model), Typical, corpus.Dialect.Family, new("twinbert"))!;
        var json = Encoding.UTF8.GetString(script.Write(corpus.Query(Dimensions), ModelWeight).Json.Span);

        var answer = await corpus.SearchAsync(
            $"/{corpus.Both}/_search", $$"""{"size":100,"query":{"function_score":{"script_score":{"script":{{json}} } } } }""");

        Assert.Equal(0, answer["_shards"]!["failed"]!.GetValue<int>());
        Assert.Equal(1, answer["hits"]!["hits"]!.AsArray().Single(hit => hit!["_id"]!.GetValue<string>() == "guessed")!["_score"]!.GetValue<float>());
    }

    private async Task CheckAsync(EngineKind kind, ICrossingLayer layer)
    {
        await using var corpus = await CrossedCorpus.FillAsync(await engines.GetAsync(kind), Dimensions);
        var script = EngineScript.For(layer, new(CrossedCorpus.Model), Typical, corpus.Dialect.Family, new("twinbert"))!;
        foreach (var query in new[] { corpus.Query(Dimensions), corpus.Query(Dimensions), new(new float[Dimensions]) })
        {
            var json = Encoding.UTF8.GetString(script.Write(query, ModelWeight).Json.Span);

            var answer = await corpus.SearchAsync(
                $"/{corpus.Both}/_search", $$"""{"size":100,"query":{"function_score":{"script_score":{"script":{{json}} } } } }""");

            var hits = answer["hits"]!["hits"]!.AsArray().ToDictionary(hit => hit!["_id"]!.GetValue<string>(), hit => hit!["_score"]!.GetValue<float>());
            var similarities = corpus.Similarities(layer, query, Typical);
            Assert.Equal(similarities.Keys.Order(), hits.Keys.Order());
            var fusion = new ScoreFusion(ModelWeight, Typical);
            Assert.All(hits, hit => Assert.Equal(1, hit.Value / fusion.Fuse(1, similarities[hit.Key]), 2e-5));
        }
    }

    private static QueryNetCrossing Network(SimilarityPrior? prior)
    {
        const int Units = 3;
        var random = new Random(5);
        return new(Dimensions, new()
        {
            UnitsWeight = Some(Units * Dimensions * Dimensions),
            UnitsBias = Some(Units * Dimensions),
            OffsetsWeight = Some(Units * Dimensions),
            OffsetsBias = Some(Units),
            GatesWeight = Some(Units * Dimensions),
            GatesBias = Some(Units),
            BaseWeight = Some(Dimensions),
            BaseBias = 0.1f,
            Prior = prior,
        });

        float[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) / 4)];
    }
}
