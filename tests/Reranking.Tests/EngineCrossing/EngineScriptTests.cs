using System.Text.Json;
using TwinBert.Model.Crossing;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Search.Dialects;
using Xunit;

namespace TwinBert.Reranking.Tests.EngineCrossing;

public sealed class EngineScriptTests
{
    public static TheoryData<EngineFamily> Families => [.. Enum.GetValues<EngineFamily>()];

    [Theory, MemberData(nameof(Families))]
    public void Write_OtherQueriesModelsAndWeights_KeepsTheSource(EngineFamily family)
    {
        var first = EngineScript.For(new CosineCrossing(3), new("0123456789ab"), 0.2f, family, new("twinbert"))!;
        var second = EngineScript.For(new CosineCrossing(3), new("ba9876543210"), 0.4f, family, new("twinbert"))!;

        Assert.Equal(SourceOf(first, 1, [1, 0, 0]), SourceOf(second, 3, [0.1f, -0.7f, float.NaN]));
    }

    [Theory, MemberData(nameof(Families))]
    public void Write_NameWithQuotes_StaysALiteral(EngineFamily family)
    {
        var script = EngineScript.For(new CosineCrossing(1), new("0123456789ab"), 0.2f, family, new("it's\\"))!;

        Assert.Contains("doc['it\\'s\\\\.model']", SourceOf(script, 1, [1]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.3f, 1)]
    [InlineData(1.5, 0.3f, 0.1422741)]
    [InlineData(20, 1, 4.248354e-18)]
    public void Write_AnyWeight_TellsTheFactorOfTheLeastSimilarity(double weight, float typical, double least)
    {
        var script = EngineScript.For(new CosineCrossing(1), new("0123456789ab"), typical, EngineFamily.Elasticsearch, new("twinbert"))!;

        Assert.Equal(1, script.Write(new(new float[] { 1 }), weight).LeastFactor / least, 1e-5);
    }

    private static string SourceOf(EngineScript script, double weight, float[] query)
    {
        using var json = JsonDocument.Parse(script.Write(new(query), weight).Json);
        Assert.Equal(script.Source, json.RootElement.GetProperty("source").GetRawText().Trim('"'));
        return json.RootElement.GetProperty("source").GetString()!;
    }
}
