using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Tests.Lexical;
using TwinBert.Evaluation.Tuning;
using TwinBert.TestKit.Datasets;
using Xunit;

namespace TwinBert.Evaluation.Tests.Tuning;

public sealed class BlendTuningTests : IDisposable
{
    private const string Header = "query-id\tcorpus-id\tscore\n";

    private readonly TemporaryDataset _folder = new(judgements: Header + "1\ta\t1\n");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 0.75)]
    [InlineData(-1, 0)]
    public async Task Choose_SimilarityOfTheWantedDocument_DecidesTheWeight(float similarity, double expected)
    {
        // BM25 has c = 3, b = 2, a = 1. When a alone is similar, e^(2β) must exceed 3, which the grid's 0.75 is the first to do.
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder), "c", "b", "a");
        var ranker = new Ranker("r", [new([similarity], [-similarity, -similarity, similarity])]) { TypicalSimilarity = 0 };
        var tuned = BlendTuning.Choose(candidates, ranker, Gain.Linear, Token);

        Assert.Equal(("test", expected), (tuned.Split, tuned.Weight));
        Assert.Equal(BlendTuning.Grid, tuned.Tried.Select(entry => entry.Weight));
        Assert.Equal(tuned.Tried.Max(entry => entry.Ndcg), tuned.Ndcg);
    }

    [Fact]
    public async Task Choose_RankerWithoutTheseQueries_SaysSo()
    {
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder), "a");
        var error = Assert.Throws<DatasetException>(
            () => BlendTuning.Choose(candidates, new Ranker("teacher", [null]) { TypicalSimilarity = 0 }, Gain.Linear, Token));
        Assert.Contains("'teacher' ranks no query of the split 'test'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckApart_ReportedSplit_IsRefused()
    {
        var dataset = BeirDataset.Open(_folder.Folder);
        var error = Assert.Throws<DatasetException>(() => BlendTuning.CheckApart(dataset, dataset));
        Assert.Contains("cannot be tuned on the split 'test': it is the split that is reported", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckApart_SharedQuery_IsRefusedByName()
    {
        _folder.Write("qrels/dev.tsv", Header + "2\tb\t1\n1\tb\t1\n");
        var error = Assert.Throws<DatasetException>(() => BlendTuning.CheckApart(BeirDataset.Open(_folder.Folder), BeirDataset.Open(_folder.Folder, "dev")));
        Assert.Contains("shares 1 queries with the split 'test', which is reported, such as '1'", error.Message, StringComparison.Ordinal);
    }
}
