using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Tests.Lexical;
using TwinBert.Evaluation.Trec;
using TwinBert.TestKit.Datasets;
using Xunit;

namespace TwinBert.Evaluation.Tests.Trec;

public sealed class TrecRunTests : IDisposable
{
    private readonly TemporaryDataset _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Run_HasTheScoresOfTheEvaluatedQueries()
    {
        var run = Read("1 Q0 a 1 2.5 tag\n1\tQ0\tb\t2\t-1e-3\ttag\n3 Q0 c 1 9 tag\n");

        Assert.Equal(new Dictionary<string, float> { ["a"] = 2.5f, ["b"] = -1e-3f }, run.Of("1"));
        Assert.Null(run.Of("2"));
        Assert.Null(run.Of("3"));
    }

    [Fact]
    public void Read_Logits_BecomesSimilarities()
    {
        var run = Read("1 Q0 a 1 2 tag\n1 Q0 b 2 -1000 tag\n", RunScale.Logit);

        Assert.Equal((2 / (1 + Math.Exp(-2))) - 1, run.Of("1")!["a"], 1e-6);
        Assert.Equal(-1, run.Of("1")!["b"]);
    }

    [Theory]
    [InlineData("1 Q0 a 1 2 tag\n9 Q0 a 1 2 tag\n", "r.run line 2: the dataset has no query '9'")]
    [InlineData("1 Q0 a 1 2 tag\n\n1 Q0 x 1 2 tag\n", "r.run line 3: the dataset has no document 'x'")]
    [InlineData("1 Q0 a 1 2\n", "r.run line 1: expected 'query Q0 document rank score tag'")]
    [InlineData("1 Q0 a 1 high tag\n", "r.run line 1: expected 'query Q0 document rank score tag'")]
    [InlineData("1 Q0 a 1 Infinity tag\n", "r.run line 1: expected 'query Q0 document rank score tag'")]
    [InlineData("1 Q0 a 1 2 tag\n1 Q0 a 2 1 tag\n", "r.run line 2: document 'a' is ranked twice for query '1'")]
    [InlineData("", "r.run holds no line")]
    public void Read_WrongRun_NamesFileAndLine(string content, string expected)
    {
        var error = Assert.Throws<DatasetException>(() => Read(content));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SimilarityOutsideItsRange_NamesFileAndLine()
    {
        var error = Assert.Throws<DatasetException>(() => Read("1 Q0 a 1 1.5 tag\n", RunScale.Similarity));
        Assert.Contains("r.run line 1: the score is outside [-1, 1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScoreAsync_RunOfOneQuery_LeavesTheOtherUnranked()
    {
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder), "c", "b", "a");
        var ranker = Assert.Single(
            await new RunContender(Read("1 Q0 a 1 2 tag\n1 Q0 c 2 1 tag\n")).ScoreAsync(candidates, new Progress<EvaluationProgress>(), Token));

        Assert.Equal([1, float.NaN, 2], ranker.Scores[0]!.Top);
        Assert.Null(ranker.Scores[1]);
        Assert.Null(ranker.TypicalSimilarity);
    }

    [Fact]
    public async Task ScoreAsync_Logits_CanBeBlendedWithTheirMeanAsTypical()
    {
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder), "c", "b", "a");
        var ranker = Assert.Single(
            await new RunContender(
                Read("1 Q0 a 1 2 tag\n1 Q0 c 2 -1 tag\n", RunScale.Logit)).ScoreAsync(candidates, new Progress<EvaluationProgress>(), Token));

        Assert.Equal((Math.Tanh(1) + Math.Tanh(-0.5)) / 2, ranker.TypicalSimilarity!.Value, 1e-6);
    }

    [Fact]
    public async Task Write_Ranker_ReadsBackTheSame()
    {
        var candidates = await FixedCandidates.OfAsync(BeirDataset.Open(_folder.Folder), "c", "b", "a");
        var ranker = new Ranker("r", [new([0.1f, 0.2f], [0.1f, float.NaN, 1 / 3f]), new([1, 2], [3, 2, 1])]);
        await using var writer = new StringWriter();
        TrecRunWriter.Write(writer, candidates, ranker, CandidatePool.Top100, "r", Token);

        Assert.Equal(
            ["1 Q0 a 1 0.33333334 r", "1 Q0 c 2 0.1 r", "2 Q0 c 1 3 r", "2 Q0 b 2 2 r", "2 Q0 a 3 1 r", ""],
            writer.ToString().Split('\n'));
        var again = Assert.Single(await new RunContender(Read(writer.ToString())).ScoreAsync(candidates, new Progress<EvaluationProgress>(), Token));
        Assert.Equal(ranker.Scores.Select(scores => scores!.Top), again.Scores.Select(scores => scores!.Top));
    }

    private TrecRun Read(string content, RunScale scale = RunScale.Raw)
    {
        _folder.Write("r.run", content);
        var known = DatasetIds.Read([BeirDataset.Open(_folder.Folder)], Token);
        return TrecRun.Read("r", DatasetFile.On(Path.Combine(_folder.Folder, "r.run")), scale, known, Token);
    }
}
