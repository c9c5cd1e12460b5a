using TwinBert.Evaluation.Beir;
using TwinBert.TestKit.Datasets;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Tests.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.TeacherScoring;

public sealed class ScoreFileTests : IDisposable
{
    private static readonly TeacherName Teacher = new("cross", "0123abcd");
    private readonly TemporaryDataset _data = new();

    private string ScoresPath => Path.Combine(_data.Folder, "scores.tsv");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Append_AnyFloat_ReadBackExactly()
    {
        float[] scores = [1f / 3, -0f, 1e-38f, -7.25f];
        Add([.. scores.Select((score, i) => new PairScore(i < 2 ? "1" : "2", i % 2 == 0 ? "a" : "b", score))]);
        var read = TeacherScores.Read(ScoresPath, TestData.Set(_data));
        Assert.Equal(Teacher, read.Teacher);
        Assert.Equal([new(0, scores[0]), new(1, scores[1])], read.Of(0));
        Assert.Equal([new(0, scores[2]), new(1, scores[3])], read.Of(1));
        Assert.Equal(scores[3], read.Of(1, 1));
        Assert.Equal(float.NaN, read.Of(1, 2));
        Assert.Equal([0, 1], read.Queries);
    }

    [Fact]
    public void Append_Weights_ReadBackAndOneWhereNoneIs()
    {
        Add(new PairScore("1", "a", 1), new PairScore("1", "b", 2, 0.25f));
        var read = TeacherScores.Read(ScoresPath, TestData.Set(_data));

        Assert.Equal((1f, 0.25f, 0f), (read.WeightOf(0, 0), read.WeightOf(0, 1), read.WeightOf(0, 2)));
        Assert.Equal(["1\ta\t1", "1\tb\t2\t0.25"], File.ReadAllLines(ScoresPath).Skip(1));
    }

    [Fact]
    public void Append_KnownPairs_KeepTheirScore()
    {
        Add(new PairScore("1", "a", 1), new PairScore("1", "a", 2));
        using (var file = ScoreFile.Open(ScoresPath, Teacher))
        {
            Assert.True(file.Contains("1", "a"));
            Assert.False(file.Contains("1", "b"));
            file.Append([new("1", "a", 3), new("1", "b", 4)]);
            Assert.Equal(2, file.Count);
        }

        Assert.Equal(["# teacher scores\tcross\t0123abcd", "1\ta\t1", "1\tb\t4"], File.ReadAllLines(ScoresPath));
    }

    [Theory]
    [InlineData("1\tb\t0.")]
    [InlineData("1\t\u00E9")]
    [InlineData("1")]
    public void Open_LastLineTorn_CutOffAndResumed(string torn)
    {
        Add(new PairScore("1", "a", 1));
        File.AppendAllText(ScoresPath, torn);
        Assert.Single(TeacherScores.Read(ScoresPath, TestData.Set(_data)).Of(0));

        Add(new PairScore("1", "b", 2));
        Assert.Equal(["1\ta\t1", "1\tb\t2"], File.ReadAllLines(ScoresPath).Skip(1));
    }

    [Fact]
    public void Open_TornWithinACharacter_CutByBytes()
    {
        Add(new PairScore("1", "\u00E9", 1));
        File.AppendAllBytes(ScoresPath, "1\t\u00E9"u8[..^1]);
        Add(new PairScore("1", "b", 2));
        Assert.Equal(["1\t\u00E9\t1", "1\tb\t2"], File.ReadAllLines(ScoresPath).Skip(1));
    }

    [Fact]
    public void Open_HeaderTorn_BegunAnew()
    {
        File.WriteAllText(ScoresPath, "# teacher sc");
        Add(new PairScore("1", "a", 1));
        Assert.Equal(["# teacher scores\tcross\t0123abcd", "1\ta\t1"], File.ReadAllLines(ScoresPath));
    }

    [Fact]
    public void Open_OtherTeacher_NamesBothAndLeavesTheFile()
    {
        Add(new PairScore("1", "a", 1));
        var before = File.ReadAllText(ScoresPath);
        var error = Assert.Throws<DatasetException>(() => ScoreFile.Open(ScoresPath, Teacher with { Fingerprint = "ffff" }));
        Assert.Contains("cross (0123abcd)", error.Message, StringComparison.Ordinal);
        Assert.Contains("cross (ffff)", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(ScoresPath));
    }

    [Fact]
    public void Open_OtherFile_Refused()
    {
        File.WriteAllText(ScoresPath, "query-id\tcorpus-id\tscore\n");
        Assert.Contains("line 1", Assert.Throws<DatasetException>(() => ScoreFile.Open(ScoresPath, Teacher)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_NotFinite_NothingAdded()
    {
        Assert.Contains(
            "diverged",
            Assert.Throws<DatasetException>(() => Add(new PairScore("1", "a", 1), new PairScore("1", "b", float.NaN))).Message,
            StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(ScoresPath));
    }

    [Fact]
    public void Append_IdWithTab_Refused() =>
        Assert.Contains("Rename", Assert.Throws<DatasetException>(() => Add(new PairScore("1", "a\tb", 1))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1\tghost\t1\n", "line 2", "no document 'ghost'")]
    [InlineData("ghost\ta\t1\n", "line 2", "no query 'ghost'")]
    [InlineData("1\ta\t1\n1\tb\tmuch\n", "line 3", "finite number")]
    [InlineData("1\ta\tNaN\n", "line 2", "finite number")]
    [InlineData("1\ta\n", "line 2", "finite number")]
    [InlineData("3\ta\t1\n", "scores.tsv", "the split 'test'")]
    [InlineData("", "scores.tsv", "the split 'test'")]
    public void Read_WrongLine_NamesFileAndLine(string lines, string place, string message)
    {
        File.WriteAllText(ScoresPath, ScoreLines.Header(Teacher) + "\n" + lines);
        var error = Assert.Throws<DatasetException>(() => TeacherScores.Read(ScoresPath, TestData.Set(_data)));
        Assert.Contains("scores.tsv", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QueriesOfOtherSplits_LeftOut()
    {
        Add(new PairScore("3", "a", 1), new PairScore("2", "a", 2));
        Assert.Equal([1], TeacherScores.Read(ScoresPath, TestData.Set(_data)).Queries);
    }

    [Fact]
    public void Read_NoFile_NamesIt() =>
        Assert.Contains(
            "scores.tsv",
            Assert.Throws<DatasetException>(() => TeacherScores.Read(ScoresPath, TestData.Set(_data))).Message,
            StringComparison.Ordinal);

    private void Add(params PairScore[] pairs)
    {
        using var file = ScoreFile.Open(ScoresPath, Teacher);
        file.Append(pairs);
    }
}
