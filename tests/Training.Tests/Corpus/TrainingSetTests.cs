using TwinBert.Evaluation.Beir;
using TwinBert.IngestPipeline;
using TwinBert.TestKit;
using TwinBert.TestKit.Datasets;
using TwinBert.Training.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.Corpus;

public sealed class TrainingSetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Read_TinyDataset_TokensJudgementsAndHits()
    {
        using var data = new TemporaryDataset();
        var set = TestData.Set(data);
        Assert.Equal(["a", "b", "c"], set.Corpus.Ids);
        Assert.Equal("Red sofa. A settee for two.", TestData.Text(set.Corpus.Documents[0]));
        Assert.Equal(["1", "2"], set.Queries.Select(query => query.Id));
        var lamp = set.Queries[1];
        Assert.Equal("reading lamp", TestData.Text(lamp.Tokens));
        Assert.Equal([(1, 2), (2, 1)], lamp.Judged.Select(judged => (judged.Document, judged.Grade)));
        Assert.True(lamp.Judged[0].Score > 0);
        Assert.Equal(0, lamp.Judged[1].Score);
        Assert.Equal([1, 2], lamp.Relevant);
        Assert.Empty(lamp.Irrelevant);
        Assert.Equal((1, JudgedDocument.Unjudged), (set.NumberOf("2"), lamp.GradeOf(0)));
        Assert.Null(set.NumberOf("3"));
    }

    [Fact]
    public void Read_HitsOfBm25_WithoutTheJudgedOnesBestFirst()
    {
        using var data = TestData.Kettles(10, (9, 0), (0, 1));
        var query = Assert.Single(TestData.Set(data, top: 5).Queries);
        Assert.Equal([8, 7, 6, 5], query.Unjudged.Select(hit => hit.Document));
        Assert.Equal([9, 0], query.Judged.Select(judged => judged.Document));
    }

    [Fact]
    public void Read_TextFields_TheTextThatServingMakes()
    {
        using var data = new TemporaryDataset();
        string[] fields = ["metadata.brand", "text"];
        var corpus = TestData.Corpus(data, fields);
        var served = BeirDataset.Open(data.Folder).ReadCorpus().Select(document => new DocumentTextSelector(fields).Select(document.Json));
        Assert.Equal(served, corpus.Documents.Select(TestData.Text));
    }

    [Fact]
    public void Read_DocumentsWithoutText_AreNobodysCandidates()
    {
        using var data = new TemporaryDataset(
            corpus: """
                {"_id":"a","title":"","text":""}
                {"_id":"b","title":"Lamp"}
                {"_id":"c","text":" "}
                """,
            queries: """{"_id":"1","text":"lamp"}""",
            judgements: "1\ta\t1\n1\tb\t1\n");
        var set = TestData.Set(data);
        Assert.Equal([1], set.Corpus.WithText);
        Assert.Equal([1], set.Queries[0].Judged.Select(judged => judged.Document));
    }

    [Fact]
    public void Read_NoDocumentHasSuchFields_NamesThemAndTheFile()
    {
        using var data = new TemporaryDataset();
        var error = Assert.Throws<DatasetException>(() => TestData.Corpus(data, "metadata.colour", "summary"));
        Assert.Contains("corpus.jsonl", error.Message, StringComparison.Ordinal);
        Assert.Contains("metadata.colour, summary", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoRelevantDocument_NamesTheSplit()
    {
        using var data = new TemporaryDataset(judgements: "1\ta\t0\n2\tb\t-1\n");
        var error = Assert.Throws<DatasetException>(() => TestData.Set(data));
        Assert.Contains(Path.Combine("qrels", "test.tsv"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\ta\t1\n1\tghost\t0\n", "line 2: document 'ghost'")]
    [InlineData("1\ta\t1\nghost\ta\t0\n", "line 2: query 'ghost'")]
    [InlineData("1\ta\t1\n1 b 0\n", "line 2: expected")]
    public void Read_WrongJudgement_NamesFileAndLine(string judgements, string message)
    {
        using var data = new TemporaryDataset(judgements: judgements);
        var error = Assert.Throws<DatasetException>(() => TestData.Set(data));
        Assert.Contains("test.tsv", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownSplit_NamesThoseThereAre()
    {
        using var data = new TemporaryDataset();
        Assert.Contains("its splits are test", Assert.Throws<DatasetException>(() => TestData.Set(data, "train")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Cache_ServesTheNextRunAndOnlyTheSameData()
    {
        using var data = TestData.Kettles(10, (9, 0), (0, 1));
        using var folder = new TemporaryDataset();
        var first = Mined(data, folder.Folder);
        var file = Assert.Single(Directory.GetFiles(folder.Folder, "*.bm25"));
        Assert.Equal(first, Mined(data, folder.Folder));

        // A file that is not whole is made anew, and other data have another file.
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^3]);
        Assert.Equal(first, Mined(data, folder.Folder));
        data.Write("queries.jsonl", """{"_id":"q","text":"lamp"}""");
        Assert.NotEqual(first, Mined(data, folder.Folder));
        Assert.Equal(2, Directory.GetFiles(folder.Folder, "*.bm25").Length);
    }

    [Fact]
    public void Read_Msrd_HasWhatItsDescriptionPromises()
    {
        var tokens = TestData.Letters;
        var corpus = TrainingCorpus.Read(SharedFolder.Path("data/msrd"), ["title", "metadata.genres", "text"], tokens, Token);
        using var miner = new CandidateMiner(corpus, CandidateMiner.DefaultTop);
        var set = TrainingSet.Read(corpus, "test", miner, Token);
        Assert.Equal((9750, 1125, 26754), (corpus.Ids.Count, set.Queries.Count, set.Queries.Sum(query => query.Judged.Count)));
    }

    private static string Mined(TemporaryDataset data, string cache)
    {
        var corpus = TestData.Corpus(data);
        using var miner = new CandidateMiner(corpus, 5) { Cache = cache };
        var query = Assert.Single(TrainingSet.Read(corpus, "test", miner, Token).Queries);
        return string.Join(' ', query.Judged.Select(judged => (judged.Document, judged.Score))) + string.Join(' ', query.Unjudged);
    }
}
