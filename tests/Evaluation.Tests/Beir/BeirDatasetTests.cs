using TwinBert.Evaluation.Beir;
using Xunit;

namespace TwinBert.Evaluation.Tests.Beir;

public sealed class BeirDatasetTests
{
    [Fact]
    public void Open_CompleteDataset_HoldsTheJudgedQueries()
    {
        using var folder = new TemporaryDataset();
        var dataset = BeirDataset.Open(folder.Folder);

        Assert.Equal(["sofa", "reading lamp"], dataset.Queries.Select(query => query.Text));
        Assert.Equal(new Dictionary<string, int> { ["a"] = 3, ["b"] = 0 }, dataset.Queries[0].Grades);
        Assert.Equal(["a", "b", "c"], dataset.ReadCorpus().Select(document => document.Id));
        Assert.Equal(["Red sofa", "Blue lamp", ""], dataset.ReadCorpus().Select(document => document.Title));
    }

    [Fact]
    public void Open_CompressedFiles_ReadsTheSame()
    {
        using var folder = new TemporaryDataset();
        folder.Compress("corpus.jsonl");
        folder.Compress("queries.jsonl");
        var dataset = BeirDataset.Open(folder.Folder);

        Assert.Equal(2, dataset.Queries.Count);
        Assert.Equal(3, dataset.ReadCorpus().Count());
    }

    [Fact]
    public void Open_MissingFiles_NamesAllOfThem()
    {
        using var folder = new TemporaryDataset();
        folder.Delete("corpus.jsonl");
        var error = Assert.Throws<DatasetException>(() => BeirDataset.Open(folder.Folder, "dev"));

        Assert.Contains("corpus.jsonl", error.Message, StringComparison.Ordinal);
        Assert.Contains("qrels/dev.tsv (its splits are test)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFolder_NamesIt()
    {
        var error = Assert.Throws<DatasetException>(() => BeirDataset.Open("/no/such/folder"));
        Assert.Contains("/no/such/folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query-id\tcorpus-id\tscore\n1\ta\n", "test.tsv line 2: expected")]
    [InlineData("query-id\tcorpus-id\tscore\n1\ta\thigh\n", "test.tsv line 2: expected")]
    [InlineData("query-id\tcorpus-id\tscore\n1\ta\t1\n1\ta\t2\n", "test.tsv line 3: document 'a' is judged twice")]
    [InlineData("query-id\tcorpus-id\tscore\n1\ta\t1\n9\ta\t2\n", "test.tsv line 3: query '9' is judged, but is not in queries.jsonl")]
    [InlineData("query-id\tcorpus-id\tscore\n", "holds no judgements")]
    public void Open_WrongJudgement_NamesFileAndLine(string judgements, string expected)
    {
        using var folder = new TemporaryDataset(judgements: judgements);
        var error = Assert.Throws<DatasetException>(() => BeirDataset.Open(folder.Folder));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"_id\":\"1\",\"text\":\"x\"}\n{\"_id\":\"1\"", "queries.jsonl line 2: not valid JSON")]
    [InlineData("[]", "queries.jsonl line 1: expected a JSON object")]
    [InlineData("{\"_id\":\"1\"}", "queries.jsonl line 1: 'text' is missing or empty")]
    [InlineData("{\"_id\":1,\"text\":\"x\"}", "queries.jsonl line 1: '_id' is not a string")]
    [InlineData("{\"_id\":\"1\",\"text\":\"x\"}\n\n{\"_id\":\"1\",\"text\":\"y\"}", "queries.jsonl line 3: a second query has the id '1'")]
    public void Open_WrongQuery_NamesFileAndLine(string queries, string expected)
    {
        using var folder = new TemporaryDataset(queries: queries);
        var error = Assert.Throws<DatasetException>(() => BeirDataset.Open(folder.Folder));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"_id\":\"a\"}\n{\"_id\":\"a\"}", "corpus.jsonl line 2: a second document has the id 'a'")]
    [InlineData("{\"title\":\"a\"}", "corpus.jsonl line 1: '_id' is missing or empty")]
    [InlineData("{\"_id\":\"a\"}\n{\"_id\":\"b\"}", "test.tsv line 5: document 'c' is judged, but is not in corpus.jsonl")]
    public void ReadCorpus_WrongDocument_NamesFileAndLine(string corpus, string expected)
    {
        using var folder = new TemporaryDataset(corpus: corpus);
        var dataset = BeirDataset.Open(folder.Folder);
        var error = Assert.Throws<DatasetException>(() => dataset.ReadCorpus().Count());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadCorpus_BrokenCompression_NamesTheFile()
    {
        using var folder = new TemporaryDataset();
        folder.Delete("corpus.jsonl");
        folder.Write("corpus.jsonl.gz", "not gzip");
        var dataset = BeirDataset.Open(folder.Folder);
        var error = Assert.Throws<DatasetException>(() => dataset.ReadCorpus().Count());
        Assert.Contains("corpus.jsonl.gz line 1: cannot be read", error.Message, StringComparison.Ordinal);
    }
}
