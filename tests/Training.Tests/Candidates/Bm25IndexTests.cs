using TwinBert.DevNode.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Search.Cluster;
using TwinBert.TestKit;
using TwinBert.Training.Candidates;
using Xunit;

namespace TwinBert.Training.Tests.Candidates;

public sealed class Bm25IndexTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindAsync_SampleCatalogue_ScoresAndOrderOfTheEngine()
    {
        var dataset = BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue"));
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), Token);
        using var cluster = new TransportClusterCalls(new TransportOptions(node.Url));
        await using var engine = await EngineCandidateSource.IndexAsync(cluster, "catalogue", dataset.ReadCorpus(), keep: false, new Progress<int>(), Token);
        using var index = Bm25Index.Build(dataset.ReadCorpus(), Token);
        var source = new LexicalCandidateSource(index, [.. dataset.ReadCorpus().Select(document => document.Id)]);

        foreach (var query in dataset.Queries)
        {
            var expected = await engine.FindAsync(query, CandidateSet.Top, Token);
            var found = await source.FindAsync(query, CandidateSet.Top, Token);
            Assert.Equal(expected.Judged, found.Judged);
            Assert.Equal(expected.Top, found.Top);
        }
    }

    [Fact]
    public void Search_FewerThanAsked_BestFirstAndTiesInTheCorpusOrder()
    {
        using var index = Build(("Lamp", "A lamp."), ("Sofa", "No light."), ("Lamp", "A lamp."), ("Lamps lamps", "Lamps."));
        var hits = index.Search(new("the lamps", []), 2);
        Assert.Equal([3, 0], hits.Top.Select(hit => hit.Document));
        Assert.Equal([3, 0, 2], index.Search(new("lamp", []), 10).Top.Select(hit => hit.Document));
    }

    [Fact]
    public void Search_WantedDocuments_KeepTheScoresOfTheWholeCorpus()
    {
        using var index = Build(("Lamp", "A lamp."), ("Sofa", "Under a lamp."), ("Chair", "Wood."));
        var all = index.Search(new("lamp", []), 10).Top.ToDictionary(hit => hit.Document, hit => hit.Score);
        var hits = index.Search(new("lamp", [1, 2]), 1);
        Assert.Equal([new(1, all[1])], hits.Wanted);
        Assert.Equal(0, Assert.Single(hits.Top).Document);
    }

    [Theory]
    [InlineData("")]
    [InlineData("the of")]
    [InlineData("unheard")]
    public void Search_NothingToFind_Empty(string text)
    {
        using var index = Build(("Lamp", "A lamp."));
        Assert.Empty(index.Search(new(text, [0]), 10).Top);
        Assert.Empty(index.Search(new(text, [0]), 10).Wanted);
    }

    [Fact]
    public void Search_MoreWordsThanAnEngineTakes_SearchesForTheFirst()
    {
        using var index = Build(("Lamp", "A lamp."), ("Sofa", "Wood."));
        Assert.Equal([0], index.Search(new("lamp " + string.Join(' ', Enumerable.Range(0, 3000)) + " sofa", []), 10).Top.Select(hit => hit.Document));
    }

    [Fact]
    public void Search_ManyQueries_AsOneByOneAndAllReported()
    {
        var documents = Enumerable.Range(0, 50).Select(i => ($"Lamp {i}", string.Join(' ', Enumerable.Repeat("light", i)))).ToArray();
        using var index = Build(documents);
        var queries = Enumerable.Range(0, 300).Select(i => new Bm25Query($"light lamp {i % 50}", [i % 50])).ToArray();
        var reports = new Reports();
        var hits = index.Search(queries, 5, reports, Token);
        Assert.All(queries.Zip(hits), pair =>
        {
            var alone = index.Search(pair.First, 5);
            Assert.Equal(alone.Top, pair.Second.Top);
            Assert.Equal(alone.Wanted, pair.Second.Wanted);
        });
        Assert.Equal(300, reports.Most);
    }

    [Fact]
    public void Search_Cancelled_Stops()
    {
        using var index = Build(("Lamp", "A lamp."));
        Assert.ThrowsAny<OperationCanceledException>(() => index.Search([new("lamp", [])], 5, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Build_ManyDocuments_NumbersAreThePlacesInTheCorpus()
    {
        using var index = Build([.. Enumerable.Range(0, 5000).Select(i => ($"n{i}", "filler"))]);
        Assert.Equal(5000, index.Count);
        Assert.All([0, 1, 2500, 4999], i => Assert.Equal(i, Assert.Single(index.Search(new($"n{i}", []), 5).Top).Document));
    }

    private static Bm25Index Build(params (string Title, string Text)[] documents) =>
        Bm25Index.Build(documents.Select((document, i) => new BeirDocument($"d{i}", document.Title, document.Text, default)), Token);

    private sealed class Reports : IProgress<int>
    {
        private readonly Lock _lock = new();

        public int Most { get; private set; }

        public void Report(int value)
        {
            lock (_lock)
            {
                Most = Math.Max(Most, value);
            }
        }
    }
}
