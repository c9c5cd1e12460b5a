using TwinBert.TestKit.Datasets;
using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.Tests.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.Sampling;

public sealed class CandidateSamplerTests
{
    private static readonly SamplingRecipe OneQuery = new() { Queries = 1 };

    [Fact]
    public void Item_EnoughOfEachKind_DrawsTheRecipe()
    {
        // BM25 prefers high numbers: 8 … 15 are the hard ones of the irrelevant 0 … 15.
        var judged = Enumerable.Range(0, 16).Select(i => (i, 0)).Concat(Enumerable.Range(16, 4).Select(i => (i, 1))).ToArray();
        using var data = TestData.Kettles(40, judged);
        var sampler = new CandidateSampler(TestData.Set(data), OneQuery, 1);
        for (var step = 0; step < 50; step++)
        {
            var query = Assert.Single(sampler[step]);
            var documents = query.Documents;
            Assert.Equal(8, documents.Select(document => document.Document).Distinct().Count());
            Assert.All(documents, document => Assert.Equal(document.Document < 16 ? 0 : document.Document < 20 ? 1 : -1, document.Grade));
            Assert.All(documents.Take(2), document => Assert.Equal(1, document.Grade));
            Assert.All(documents.Skip(2).Take(3), document => Assert.InRange(document.Document, 8, 15));
            Assert.InRange(documents[5].Document, 0, 19);
            Assert.All(documents.Skip(6), document => Assert.InRange(document.Document, 20, 39));
        }
    }

    [Fact]
    public void Item_ManySteps_DrawsDifferentDocuments()
    {
        var judged = Enumerable.Range(0, 16).Select(i => (i, 0)).Concat(Enumerable.Range(16, 4).Select(i => (i, 1))).ToArray();
        using var data = TestData.Kettles(40, judged);
        var sampler = new CandidateSampler(TestData.Set(data), OneQuery, 1);
        var drawn = Enumerable.Range(0, 100).SelectMany(step => sampler[step][0].Documents).Select(document => document.Document).Distinct();
        Assert.Equal(40, drawn.Count());
    }

    [Fact]
    public void Item_OneRelevantAndNothingElseJudged_FilledWithUnjudged()
    {
        using var data = TestData.Kettles(20, (3, 1));
        var documents = new CandidateSampler(TestData.Set(data), OneQuery, 1)[0][0].Documents;
        Assert.Equal(new SampledDocument(3, 1), documents[0]);
        Assert.Equal(8, documents.Select(document => document.Document).Distinct().Count());
        Assert.All(documents.Skip(1), document => Assert.Equal(JudgedDocument.Unjudged, document.Grade));
    }

    [Fact]
    public void Item_NothingMatches_FilledFromTheCorpus()
    {
        using var data = TestData.Kettles(30, (3, 1));
        data.Write("queries.jsonl", """{"_id":"q","text":"unheard"}""");
        var documents = new CandidateSampler(TestData.Set(data), OneQuery, 1)[0][0].Documents;
        Assert.Equal(8, documents.Select(document => document.Document).Distinct().Count());
    }

    [Fact]
    public void Item_CorpusSmallerThanARecipe_AllOfIt()
    {
        using var data = TestData.Kettles(5, (3, 1), (4, 0));
        Assert.Equal(
            Enumerable.Range(0, 5),
            new CandidateSampler(TestData.Set(data), OneQuery, 1)[0][0].Documents.Select(document => document.Document).Order());
    }

    [Fact]
    public void Item_SameSeed_TheSameWhateverWasDrawnBefore()
    {
        using var data = ManyQueries(20);
        var set = TestData.Set(data);
        var all = Enumerable.Range(0, 12).Select(step => Flat(new CandidateSampler(set, new(), 5)[step])).ToArray();
        var resumed = new CandidateSampler(set, new(), 5);
        Assert.Equal(all[7], Flat(resumed[7]));
        Assert.Equal(all[2], Flat(resumed[2]));
        Assert.NotEqual(all[7], Flat(new CandidateSampler(set, new(), 6)[7]));
    }

    [Fact]
    public void Item_AnEpoch_ShowsEveryQueryWithARelevantDocumentOnce()
    {
        using var data = ManyQueries(24);
        var set = TestData.Set(data);
        var sampler = new CandidateSampler(set, new(), 5);
        Assert.Equal(3, sampler.StepsPerEpoch);
        Assert.Equal(24, set.WithRelevant.Count);
        Assert.Equal(25, set.Queries.Count);
        Assert.Equal(set.WithRelevant, Enumerable.Range(0, 3).SelectMany(step => sampler[step]).Select(query => query.Query).Order());
    }

    private static string Flat(IEnumerable<SampledQuery> queries) =>
        string.Join(';', queries.Select(query => $"{query.Query}:{string.Join(',', query.Documents)}"));

    // The last query has no relevant document.
    private static TemporaryDataset ManyQueries(int count)
    {
        var corpus = string.Join('\n', Enumerable.Range(0, 40).Select(i => $$"""{"_id":"d{{i}}","text":"word{{i % 7}} lamp"}"""));
        var queries = string.Join('\n', Enumerable.Range(0, count + 1).Select(i => $$"""{"_id":"q{{i}}","text":"word{{i % 7}} lamp"}"""));
        return new(corpus, queries, string.Join('\n', Enumerable.Range(0, count + 1).Select(i => $"q{i}\td{i}\t{(i < count ? 1 : 0)}")));
    }
}
