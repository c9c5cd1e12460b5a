using TwinBert.Training.Distillation;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Distillation;

public sealed class NearestTextsTests
{
    private const int Dimensions = 4;
    private const int Queries = 520;
    private const int Texts = 8300;

    [TorchFact]
    public void Of_MoreTextsThanABlock_AreTheNearestOfAllByTheTeachersMix()
    {
        (EmbeddingTargets Targets, double Share)[] teachers = [(RandomTargets(1), 0.25), (RandomTargets(2), 0.75)];
        var values = teachers
            .Select(teacher => (Rows: teacher.Targets.Rows([.. Enumerable.Range(0, Queries + Texts)]).data<float>().ToArray(), teacher.Share))
            .ToArray();
        double Similarity(int query, int text) =>
            values.Sum(
                teacher => teacher.Share * Enumerable.Range(0, Dimensions).Sum(
                    d => (double)teacher.Rows[(query * Dimensions) + d] * teacher.Rows[(text * Dimensions) + d]));

        var nearest = NearestTexts.Of(
            [.. Enumerable.Range(0, Queries)],
            [.. Enumerable.Range(Queries, Texts)],
            teachers,
            7,
            TestContext.Current.CancellationToken);

        Assert.Equal(Queries, nearest.Length);
        Assert.All((int[])[0, 17, 511, 512, 519], query =>
        {
            var all = Enumerable.Range(Queries, Texts).Select(text => Similarity(query, text)).OrderDescending().Take(7);
            Assert.Equal(7, nearest[query].Distinct().Count());
            Assert.Equal(all, nearest[query].Select(text => Similarity(query, text)), (x, y) => Math.Abs(x - y) < 1e-5);
        });
        Assert.Contains(nearest.SelectMany(found => found), text => text >= Queries + 8192);
    }

    private static EmbeddingTargets RandomTargets(int seed)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, (Queries + Texts) * Dimensions).Select(_ => (Half)(random.NextDouble() - 0.5))], Dimensions);
    }
}
