using TwinBert.TestKit.Datasets;
using TwinBert.TestKit.Models;
using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.Teachers;
using Xunit;

namespace TwinBert.Training.Tests.Teachers;

public sealed class SentenceTeacherTests : IDisposable
{
    private readonly TinyModel _tiny = TinyModel.Create();
    private readonly TemporaryDataset _data = new(
        """
        {"_id":"a","title":"red shoe"}
        {"_id":"b","title":"blue lamp for kids"}
        """,
        """{"_id":"1","text":"red shoe"}""",
        "query-id\tcorpus-id\tscore\n1\ta\t1\n1\tb\t0\n");

    public void Dispose()
    {
        _tiny.Dispose();
        _data.Dispose();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("red: ", "red: ")]
    public void Score_DocumentThatIsTheQuery_CosineOne(string queryPrefix, string documentPrefix)
    {
        var scores = Score(queryPrefix, documentPrefix);

        Assert.Equal(1, scores[0], 1e-4);
        Assert.InRange(scores[1], -1, 0.999);
    }

    [Fact]
    public void Score_Prefix_IsRead() => Assert.True(Score("blue: ", "")[0] < 0.999);

    [Fact]
    public void Score_SecondTime_TheSame()
    {
        using var teacher = Open("", "");
        var (set, pairs) = Pairs(teacher);

        Assert.Equal(
            teacher.Score(pairs, set.Corpus, null, TestContext.Current.CancellationToken),
            teacher.Score(pairs, set.Corpus, null, TestContext.Current.CancellationToken));
    }

    private float[] Score(string queryPrefix, string documentPrefix)
    {
        using var teacher = Open(queryPrefix, documentPrefix);
        var (set, pairs) = Pairs(teacher);
        return teacher.Score(pairs, set.Corpus, null, TestContext.Current.CancellationToken);
    }

    private SentenceTeacher Open(string queryPrefix, string documentPrefix) =>
        SentenceTeacher.Open(
            Path.Combine(_tiny.Package.Folder, "encoder.onnx"),
            Path.Combine(_tiny.Package.Folder, "vocab.txt"),
            (queryPrefix, documentPrefix),
            1);

    private (TrainingSet Set, LabelPair[] Pairs) Pairs(SentenceTeacher teacher)
    {
        var corpus = TrainingCorpus.Read(_data.Folder, ["title"], new(teacher.Tokenizer.Encode, 16, 16), TestContext.Current.CancellationToken);
        using var miner = new CandidateMiner(corpus, 10);
        var set = TrainingSet.Read(corpus, "test", miner, TestContext.Current.CancellationToken);
        return (set, [.. PairList.Of([set], 10, 0, 1).OrderBy(pair => pair.Document)]);
    }
}
