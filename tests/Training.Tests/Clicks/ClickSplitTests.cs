using TwinBert.Evaluation.Beir;
using TwinBert.Training.Clicks;
using Xunit;

namespace TwinBert.Training.Tests.Clicks;

public sealed class ClickSplitTests
{
    [Fact]
    public void Of_Pages_NoQueryIsOnTwoSidesAndLaterIsLater()
    {
        var pages = Enumerable.Range(0, 2_000).Select(i => Page($"q{i % 300}", i)).ToArray();
        var split = ClickSplit.Of(pages, 0.2, 1);

        Assert.Empty(Keys(split.Train).Intersect(Keys(split.Later)));
        Assert.Empty(Keys(split.Train).Intersect(Keys(split.Dev)));
        Assert.Empty(Keys(split.Dev).Intersect(Keys(split.Later)));
        Assert.All(split.Train.Concat(split.Dev), page => Assert.True(page.Time < split.Later.Min(later => later.Time)));
        Assert.InRange(Keys(split.Later).Count, 40, 80);
        Assert.Equal(Keys(split.Train), Keys(ClickSplit.Of(pages, 0.2, 1).Train));
    }

    [Fact]
    public void Of_QueryThatCameUpLate_IsHeldOut()
    {
        var pages = Enumerable.Range(0, 1_000).Select(i => Page(i < 900 ? $"q{i % 100}" : $"new{i}", i)).ToArray();
        var split = ClickSplit.Of(pages, 0.2, 1);
        Assert.Equal(100, Keys(split.Later).Count(key => key.StartsWith("new", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_TooFewQueries_SaysSo() => Assert.Throws<DatasetException>(() => ClickSplit.Of([Page("a", 0), Page("a", 1)], 0.2, 1));

    private static HashSet<string> Keys(IEnumerable<Impression> pages) => [.. pages.Select(page => page.Key)];

    private static Impression Page(string query, int minute) => new(query, DateTimeOffset.UnixEpoch.AddMinutes(minute), [new("a", 1, true)]);
}
