using TwinBert.Evaluation.Beir;
using TwinBert.TestKit.Datasets;
using TwinBert.Training.Display;
using TwinBert.Training.Queries;
using Xunit;

namespace TwinBert.Training.Tests.Queries;

public sealed class QueriesRunTests : IDisposable
{
    private const string Corpus = """
        {"_id":"a","title":"Red sofa","text":"A settee for two people who like to sit very closely.","metadata":{"brand":"Marlow"}}
        {"_id":"b","title":"Blue lamp","text":"Light for reading."}
        {"_id":"c","title":"Café table"}
        {"_id":"d","text":"A thing without a title."}
        """;

    private const string Typed = """
        {"_id":"1","text":"cheap red sofa"}
        {"_id":"2","text":"Blue Lamp, cheap"}
        {"_id":"3","text":"marlow red sofa"}
        {"_id":"4","text":"café table"}
        """;

    private readonly TemporaryDataset _data = new(Corpus, Typed, "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n3\ta\t1\n3\tb\t0\n");
    private readonly string _root = Directory.CreateTempSubdirectory("twinbert-queries").FullName;

    public QueriesRunTests() => _data.Write("qrels/rare.tsv", "query-id\tcorpus-id\tscore\n1\ta\t1\n");

    private string Target => Path.Combine(_root, "more");

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Run_WordsOfManyDocuments_StandBesideTheTitlesOfOthers()
    {
        var count = Run(Plan with { PerDocument = 4, LeastDocuments = 2 });

        var made = BeirDataset.Open(Target, "made").Queries;
        Assert.Equal(count, made.Count);
        Assert.Equal(
            ["cheap café table", "café table cheap"],
            made.Where(query => query.Grades.ContainsKey("c")).Select(query => query.Text).Order(StringComparer.Ordinal).Reverse());
        Assert.All(made, query => Assert.Equal(1, Assert.Single(query.Grades).Value));
        Assert.DoesNotContain(made, query => query.Grades.ContainsKey("d"));
    }

    [Fact]
    public void Run_QueryThatSomebodyTyped_IsNotMadeAgain()
    {
        Run(Plan with { PerDocument = 4, LeastDocuments = 1 });

        var texts = BeirDataset.Open(Target, "made").Queries.Select(query => query.Text).ToArray();
        Assert.DoesNotContain("cheap red sofa", texts);
        Assert.Contains("red sofa cheap", texts);
    }

    [Fact]
    public void Run_Copy_HasTheOldSplitsAndOneOfBoth()
    {
        var count = Run(Plan);

        Assert.Equal(3, BeirDataset.Open(Target).Queries.Count);
        Assert.Equal(3 + count, BeirDataset.Open(Target, "test+made").Queries.Count);
        Assert.Equal(4, BeirDataset.Open(Target).ReadCorpus().Count());
    }

    [Fact]
    public void Run_SameSeed_SameQueries()
    {
        Run(Plan with { PerDocument = 2 });
        Run(Plan with { PerDocument = 2 } with { Target = Target + "2" });

        Assert.Equal(File.ReadAllText(Path.Combine(Target, "queries.jsonl")), File.ReadAllText(Path.Combine(Target + "2", "queries.jsonl")));
    }

    [Fact]
    public void Run_NothingInCommon_SaysWhatToDo()
    {
        var exception = Assert.Throws<DatasetException>(() => Run(new(_data.Folder, ["metadata.colour"], Target) { Split = "test" }));

        Assert.Contains("--text-fields", exception.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(Target) || Path.Exists(Target + ".new"));
    }

    [Fact]
    public void Run_WordsOfTooFewDocuments_SaysWhatToDo() =>
        Assert.Contains(
            "--least-documents",
            Assert.Throws<DatasetException>(() => Run(Plan with { LeastDocuments = 3, Split = "rare" })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Run_FolderWithContent_IsLeftAlone()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "mine"), "");

        Assert.Contains(Target, Assert.Throws<DatasetException>(() => Run(Plan)).Message, StringComparison.Ordinal);
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(Target).Select(Path.GetFileName));
    }

    private QueriesPlan Plan => new(_data.Folder, ["title", "metadata.brand", "text"], Target) { Split = "test", LeastDocuments = 2 };

    private static int Run(QueriesPlan plan) =>
        new QueriesRun(plan, new RunLines(TextWriter.Null, TimeProvider.System)).Run(TestContext.Current.CancellationToken);
}
