using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class WeightChoiceTests
{
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":5}""";

    [Theory]
    [InlineData(0, null, false)]
    [InlineData(20, null, true)]
    [InlineData(0, 20.0, true)]
    [InlineData(20, 0.0, false)]
    public async Task Search_WeightOfTheIndexOrElseOfThePackage_Decides(double ofPackage, double? ofIndex, bool movesTheBest)
    {
        await using var fixture = await SearchRerankTests.StartAsync(settings => With(settings, ofPackage, ofIndex));
        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal(movesTheBest, answer.Verdict.TopChanged);
        Assert.Equal(movesTheBest, answer.Ids[0] == "2");
    }

    [Theory]
    [InlineData("""{"match":{"title":"tie boot"}}""", true)]
    [InlineData("""{"bool":{"must":[{"match":{"title":"tie boot"}}],"filter":[{"term":{"title":"boot"}}]}}""", true)]
    [InlineData("""{"bool":{"must":[{"match":{"title":"tie boot"}}],"should":[{"term":{"title":{"value":"nothing","boost":3}}}]}}""", false)]
    [InlineData("""{"function_score":{"query":{"match":{"title":"tie boot"}},"functions":[{"weight":2}]}}""", false)]
    public async Task Search_PackageHasAWeightForTextAlone_TakesItWhereNothingElseDecides(string query, bool movesTheBest)
    {
        await using var fixture = await SearchRerankTests.StartAsync(settings => With(settings, 0, null) with
        {
            Model = settings.Model with { Weights = new(Text: 20, Business: 0) },
        });
        var answer = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json($$"""{"query":{{query}},"size":5}""")));

        Assert.Equal((query, movesTheBest), (query, answer.Verdict.TopChanged));
    }

    private static SidecarSettings With(SidecarSettings settings, double ofPackage, double? ofIndex) => settings with
    {
        Options = settings.Options with { Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10, ModelWeight = ofIndex } } },
        Model = settings.Model with { Weights = new(ofPackage, ofPackage) },
    };
}
