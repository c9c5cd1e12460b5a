using TwinBert.Evaluation.Beir;
using TwinBert.Training.Clicks;
using TwinBert.Training.Simulation;
using Xunit;

namespace TwinBert.Training.Tests.Clicks;

public sealed class PositionBiasTests
{
    [Fact]
    public void Estimate_PositionBasedUser_FindsWhatWasPutIn()
    {
        var propensities = PositionBias.Estimate(Pages(20_000), 10);

        Assert.Equal(6, propensities.Values.Count);
        for (var position = 1; position <= 6; position++)
        {
            Assert.Equal(SimulatedUser.Look(position), propensities.At(position), 0.06);
        }
    }

    [Fact]
    public void Of_Estimate_PutsTheRelevantAbove_WhereClicksAloneDoNot()
    {
        // The relevant document stands at the sixth place, and gets fewer clicks than the irrelevant one at the first.
        var pages = Pages(20_000).Select(page => page with { Query = "other" }).Concat(Fixed(4_000)).ToArray();
        var naive = Of(pages, Propensities.Even);
        var corrected = Of(pages, PositionBias.Estimate(pages, 10));

        Assert.True(naive["first"].Attraction > naive["sixth"].Attraction);
        Assert.True(corrected["sixth"].Attraction > 2 * corrected["first"].Attraction);
    }

    [Fact]
    public void Estimate_NothingMoves_AsksForATable()
    {
        var error = Assert.Throws<DatasetException>(() => PositionBias.Estimate([.. Fixed(100)], 10));
        Assert.Contains("--propensities FILE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FewLooks_AreDrawnToTheUsual()
    {
        var pages = new List<Impression> { new("rare", default, [new("a", 1, true)]) };
        pages.AddRange(Enumerable.Range(0, 100).Select(i => new Impression("often", default, [new("b", 1, i % 2 == 0), new("c", 2, false)])));
        var pairs = ClickPairs.Of(pages, new Propensities([1, 0.5]), 2);

        var (rare, often) = (pairs.Pairs.Single(pair => pair.Document == "a"), pairs.Pairs.Single(pair => pair.Document == "b"));
        Assert.Equal(51 / 151.0, pairs.Usual, 9);
        Assert.Equal((1 + (2 * pairs.Usual)) / 3, rare.Attraction, 9);
        Assert.Equal((1 / 3.0, 100 / 102.0), (rare.Weight, often.Weight));
        Assert.Equal(0, pairs.Pairs.Single(pair => pair.Document == "c").Grade(pairs.Usual));
        Assert.Equal(1, often.Grade(pairs.Usual));
    }

    [Theory]
    [InlineData("1\t1\n2\t0.5\n")]
    [InlineData("position\tprobability\n1\t1\n2\t0.5\n")]
    public void Read_Table_IsTakenAsItIs(string text)
    {
        var propensities = Propensities.Read(File(text));
        Assert.Equal([1, 0.5, 0.5], new[] { 1, 2, 9 }.Select(propensities.At));
    }

    [Theory]
    [InlineData("1\t1\n3\t0.5\n")]
    [InlineData("1\t0\n")]
    [InlineData("1\t1.5\n")]
    [InlineData("")]
    public void Read_Unusable_IsRefused(string text) => Assert.Throws<DatasetException>(() => Propensities.Read(File(text)));

    private static DatasetFile File(string text) => new("table", () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));

    private static Dictionary<string, ClickPair> Of(IReadOnlyList<Impression> pages, Propensities propensities) =>
        ClickPairs.Of(pages, propensities, 2).Pairs.Where(pair => pair.Query == "fixed").ToDictionary(pair => pair.Document);

    // Forty queries, whose six documents stand in another order each time.
    private static IReadOnlyList<Impression> Pages(int count)
    {
        var random = new Random(5);
        var user = new SimulatedUser(false, random);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var documents = Enumerable.Range(0, 6).ToArray();
            random.Shuffle(documents);
            return new Impression($"q{i % 40}", default, user.Read([.. documents.Select(document => ($"d{document}", document % 3 == 0))]));
        })];
    }

    private static IEnumerable<Impression> Fixed(int count)
    {
        var user = new SimulatedUser(false, new Random(6));
        return Enumerable.Range(0, count).Select(_ => new Impression(
            "fixed", default, user.Read([("first", false), ("b", false), ("c", false), ("d", false), ("e", false), ("sixth", true)])));
    }
}
