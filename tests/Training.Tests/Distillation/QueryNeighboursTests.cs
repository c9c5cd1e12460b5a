using TwinBert.Evaluation.Beir;
using TwinBert.Terminal;
using TwinBert.Training.Distillation;
using TwinBert.Training.Tests.Torch;
using TwinBert.Training.Texts;
using Xunit;

namespace TwinBert.Training.Tests.Distillation;

public sealed class QueryNeighboursTests : IDisposable
{
    private readonly DistillationData _data = new();

    public QueryNeighboursTests() => _data.WriteQueries();

    public void Dispose() => _data.Dispose();

    private EmbedDistillOptions Options => _data.Options with { Split = "train", QueryNeighbours = 2, OfNearest = 4 };

    [TorchFact]
    public void Units_FolderAndPairs_QueriesStandBesideDocumentsThatAreNear()
    {
        var texts = Read(Options);
        var units = Units(texts, Options);

        Assert.Equal(texts.Trained.Where(unit => unit.Length == 2), units.Where(unit => unit.Length == 2));
        var lists = units.Where(unit => unit.Length != 2).ToArray();
        Assert.Equal(DistillationData.Things, lists.Select(unit => texts.Texts[unit[^1]].Text));
        Assert.All(lists, unit =>
        {
            Assert.Equal(3, unit.Distinct().Count());
            Assert.Equal([TextKind.Document, TextKind.Document, TextKind.Query], unit.Select(text => texts.Texts[text].Kind));
            Assert.Single(unit.Select(text => texts.Texts[text].Source).Distinct());
            Assert.All(unit[..2], text => Assert.InRange((Place(text) - Place(unit[^1]) + 10) % 10, 0, 3));
        });
        Assert.Contains(lists, unit => Place(unit[0]) != Place(unit[^1]));

        int Place(int text) => Number(texts.Texts[text].Text);
    }

    [TorchFact]
    public void Units_SourceThatCountsTwice_DrawsForEachTime()
    {
        var options = Options with { Texts = [_data.Catalogue, _data.Pairs, _data.Catalogue] };

        var units = Units(Read(options), options).Where(unit => unit.Length == 3).GroupBy(unit => unit[^1]).ToArray();

        Assert.Equal(10, units.Length);
        Assert.All(units, unit => Assert.Equal(2, unit.Count()));
        Assert.Contains(units, unit => !unit.First().ToHashSet().SetEquals(unit.Last()));
    }

    [Fact]
    public void Read_WithNeighbours_HoldsOutWhatIsHeldOutOfAFolderThatCountsTwice() => Assert.Equal(
        Read(_data.Options with { Split = "train", Texts = [_data.Pairs, _data.Catalogue, _data.Catalogue] }).Held,
        Read(Options).Held);

    [Fact]
    public void Of_NoFolderOrNoSplit_AsksForThem()
    {
        Assert.Contains("Name a folder with --text", Refused<UnusableInputException>(Options with { Texts = [_data.Pairs] }), StringComparison.Ordinal);
        Assert.Contains("with --split", Refused<UnusableInputException>(Options with { Split = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_MoreNeighboursThanNearest_IsRefused() =>
        Assert.Contains("Give less with --query-neighbours", Refused<UnusableInputException>(Options with { QueryNeighbours = 5 }), StringComparison.Ordinal);

    [Fact]
    public void Of_FewerDocumentsThanNearest_SaysHowManyThereAre() =>
        Assert.Contains(
            "has 10 documents to train on, and the nearest 11",
            Refused<DatasetException>(Options with { OfNearest = 11 }),
            StringComparison.Ordinal);

    [Fact]
    public void Of_QueriesOfAnEarlierSource_AreNotThere()
    {
        File.WriteAllText(_data.Pairs, string.Join('\n', DistillationData.Things.Select(thing => $$"""{"query":"{{thing}}"}""")));

        Assert.Contains("has no query in the split 'train'", Refused<DatasetException>(Options), StringComparison.Ordinal);
    }

    /// <summary>
    /// Teachers for whom a thing is near the ones that follow it: each has a direction, and its document leans to the three before, the first following the
    /// last.
    /// </summary>
    private static IReadOnlyList<int[]> Units(DistillationTexts texts, EmbedDistillOptions options)
    {
        const int Count = 10;
        var values = new Half[texts.Texts.Count * Count];
        foreach (var (i, text) in texts.Texts.Index())
        {
            var thing = Number(text.Text);
            for (var before = 0; before < (text.Kind == TextKind.Query ? 1 : 4); before++)
            {
                values[(i * Count) + ((thing - before + Count) % Count)] = (Half)(1 - (before * 0.2));
            }
        }

        return QueryNeighbours.Of(texts, options).Units([(new(values, Count), 1)], 1, TestContext.Current.CancellationToken);
    }

    private static int Number(string text) => Array.FindIndex(DistillationData.Things, thing => text.Split(' ').Contains(thing));

    private static string Refused<T>(EmbedDistillOptions options)
        where T : Exception => Assert.Throws<T>(() => QueryNeighbours.Of(Read(options), options)).Message;

    private static DistillationTexts Read(EmbedDistillOptions options) => DistillationTexts.Read(options, 1, TestContext.Current.CancellationToken);
}
