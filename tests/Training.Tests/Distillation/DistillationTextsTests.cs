using TwinBert.Evaluation.Beir;
using TwinBert.Training.Distillation;
using Xunit;

namespace TwinBert.Training.Tests.Distillation;

public sealed class DistillationTextsTests : IDisposable
{
    private readonly DistillationData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Read_PairsAndAFolder_PairsAreUnitsAndLimitsAreTheirs()
    {
        var texts = Read(_data.Options);

        Assert.Equal(30, texts.Texts.Count);
        Assert.Equal(20, texts.Trained.Concat(texts.Held).Count());
        Assert.Equal(10, texts.Trained.Concat(texts.Held).Count(unit => unit.Length == 2));
        Assert.Equal([16, 24], texts.Texts.Select(text => text.Limit).Distinct().Order());
    }

    [Fact]
    public void Read_SourceNamedTwice_CountsTwiceAndIsNotHeldOut()
    {
        var texts = Read(_data.Options with { Texts = [_data.Catalogue, _data.Pairs, _data.Catalogue] });

        Assert.Equal(20, texts.Trained.Count(unit => unit.Length == 1));
        Assert.All(texts.Held, unit => Assert.Equal(2, unit.Length));
        Assert.Empty(texts.Held.SelectMany(unit => unit).Intersect(texts.Trained.SelectMany(unit => unit)));
    }

    [Fact]
    public void Read_SameSeed_HoldsTheSameOut()
    {
        Assert.Equal(Read(_data.Options).Held, Read(_data.Options).Held);
        Assert.NotEqual(Read(_data.Options).Held, Read(_data.Options, seed: 2).Held);
    }

    [Fact]
    public void Hash_OtherLimit_IsAnother() =>
        Assert.NotEqual(Read(_data.Options).Hash, Read(_data.Options with { MaxTokens = 17 }).Hash);

    [Fact]
    public void Read_FewTexts_AsksForMore()
    {
        File.WriteAllText(_data.Pairs, """{"text":"one"}""");

        Assert.Contains(
            "Name more with --text",
            Assert.Throws<DatasetException>(() => Read(_data.Options with { Texts = [_data.Pairs] })).Message,
            StringComparison.Ordinal);
    }

    private static DistillationTexts Read(EmbedDistillOptions options, int seed = 1) =>
        DistillationTexts.Read(options, seed, TestContext.Current.CancellationToken);
}
