using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Students;
using TwinBert.Training.Tests.Torch;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Students;

public sealed class StudentScorerTests
{
    [TorchTheory]
    [InlineData((int)TowerSharing.Everything)]
    [InlineData((int)TowerSharing.Nothing)]
    public void Score_Candidates_IsWhatAPackageGives(int sharing)
    {
        using var scope = NewDisposeScope();
        using var student = new TinyStudent(sharing: (TowerSharing)sharing);
        var query = new QueryEmbedding(One(student.Twin.Query, student.Set.Queries[5].Tokens));
        int[] candidates = [7, 0, 11];
        var documents = candidates.Select(
            number => new EmbeddingQuantizer(QuantisationMode.Unit).Quantize(One(student.Twin.Document, student.Set.Corpus.Documents[number]!.Value)));
        var expected = new float[3];
        new CosineCrossing(8).Cross(query, documents.ToArray(), expected);

        using var scorer = StudentScorer.Of(
            student.Twin,
            student.Documents,
            student.Set,
            [3, 5],
            [.. Enumerable.Range(0, 12).Reverse()],
            null,
            TestContext.Current.CancellationToken);
        var actual = scorer.Score(student.Head, 5, candidates);

        Assert.Equal(3, actual.Length);
        Assert.All(actual, (s, i) => Assert.Equal(expected[i], s, 1e-5f));
        Assert.Empty(scorer.Score(student.Head, 5, []));
    }

    [TorchFact]
    public void Of_Cancelled_Stops()
    {
        using var student = new TinyStudent();
        Assert.Throws<OperationCanceledException>(
            () => StudentScorer.Of(student.Twin, student.Documents, student.Set, [1], [1], null, new CancellationToken(canceled: true)));
    }

    [TorchFact]
    public void Measure_OwnEmbeddings_IsThatOfGivenOnes()
    {
        using var student = new TinyStudent();
        using var scorer = StudentScorer.Of(
            student.Twin,
            student.Documents,
            student.Set,
            [.. Enumerable.Range(0, 12)],
            student.Dev.Documents,
            null,
            TestContext.Current.CancellationToken);
        var measured = student.Dev.Measure(scorer, student.Head);
        Assert.Equal(student.Dev.Measure(student.Twin, student.Documents, student.Head), measured, 1e-9);
        Assert.InRange(measured, 0.01, 0.999);
    }

    private static float[] One(Tower tower, ReadOnlyMemory<int> text)
    {
        using var batch = TokenBatch.Of([text]);
        return tower.Forward(batch).data<float>().ToArray();
    }
}
