using TwinBert.Evaluation.Beir;
using TwinBert.TestKit.Datasets;
using TwinBert.TestKit.Models;
using TwinBert.Training.Display;
using TwinBert.Training.Ensembles;
using TwinBert.Training.Files;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Tests.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.Ensembles;

public sealed class CombineRunTests : IDisposable
{
    private const int Documents = 12;
    private readonly TemporaryDataset _data = Data();
    private readonly string _model = Directory.CreateTempSubdirectory("twinbert-combine").FullName;

    public CombineRunTests() => TinyModel.WriteHuggingFace(_model);

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_model, recursive: true);
    }

    [Fact]
    public void Run_TeacherThatKnowsAndOneThatGuesses_FollowsTheFirst()
    {
        var (knows, guesses) = (Scores("knows", i => i % 2 == 0 ? 3 : -3), Scores("guesses", i => i * 7 % 5));

        var count = Run(new([knows, guesses], Place("out.tsv")) { FitSplit = "test", Splits = ["test"], RunFile = Place("out.run") });

        Assert.Equal(Documents, count);
        var set = Training.Tests.Corpus.TestData.Set(_data);
        var combined = TeacherScores.Read(Place("out.tsv"), set);
        Assert.All(Enumerable.Range(0, Documents), i => Assert.Equal(i % 2 == 0, combined.Of(0, i) > 0));
        Assert.Equal(Documents, File.ReadAllLines(Place("out.run")).Length);
    }

    [Fact]
    public void Run_PairThatOneTeacherDidNotScore_GetsNone()
    {
        var (all, some) = (Scores("all", i => i), Scores("some", i => i, Documents - 4));

        Assert.Equal(Documents - 4, Run(new([all, some], Place("out.tsv")) { FitSplit = "test", Splits = ["test"] }));
    }

    [Fact]
    public void Run_NoPairInCommon_NamesTheFiles()
    {
        var first = Scores("first", i => i, 2);
        File.WriteAllText(Place("second.tsv"), "# teacher scores\tsecond\tx\nq\td05\t1\n");

        var exception = Assert.Throws<DatasetException>(
            () => Run(new([first, Place("second.tsv")], Place("out.tsv")) { FitSplit = "test", Splits = ["test"] }));

        Assert.Contains("second.tsv", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Place("out.tsv")));
    }

    [Fact]
    public void Run_OneClassAlone_SaysWhatToLabel()
    {
        var scores = Place("one.tsv");
        File.WriteAllText(scores, "# teacher scores\tone\tx\nq\td00\t1\nq\td02\t1\n");

        var exception = Assert.Throws<DatasetException>(() => Run(new([scores], Place("out.tsv")) { FitSplit = "test", Splits = ["test"] }));

        Assert.Contains("'test'", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Documents with an even number are relevant.</summary>
    private static TemporaryDataset Data() =>
        Training.Tests.Corpus.TestData.Kettles(Documents, [.. Enumerable.Range(0, Documents).Select(i => (i, i % 2 == 0 ? 1 : 0))]);

    private string Place(string name) => Path.Combine(_data.Folder, name);

    private string Scores(string name, Func<int, float> score, int count = Documents)
    {
        using var file = ScoreFile.Open(Place(name + ".tsv"), new(name, "x"));
        file.Append(Enumerable.Range(0, count).Select(i => new PairScore("q", $"d{i:00}", score(i))));
        return Place(name + ".tsv");
    }

    private int Run(CombinePlan plan) =>
        new CombineRun(
            plan,
            new(_data.Folder, ["text"]),
            Path.Combine(_model, "vocab.txt"),
            new RunLines(TextWriter.Null, TimeProvider.System)).Run(TestContext.Current.CancellationToken);
}
