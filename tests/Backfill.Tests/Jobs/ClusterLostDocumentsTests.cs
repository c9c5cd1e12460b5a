using System.Globalization;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Tests.Clusters;
using Xunit;

namespace TwinBert.Backfill.Tests.Jobs;

public sealed class ClusterLostDocumentsTests
{
    // More than engines give in one answer.
    private const int Many = 10_001;

    private readonly MemoryJobs _jobs = new(new());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoadAsync_MoreThanOneAnswerHolds_GivesAll()
    {
        var list = await FilledAsync();

        var (letters, failure) = await list.LoadAsync("products", new("twinbert"), Cancel);

        Assert.Null(failure);
        Assert.Equal(Many, letters.Select(letter => letter.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(letters, letter => Assert.Equal(("products", "no text"), (letter.Index, letter.Reason)));
    }

    [Fact]
    public async Task ClearAsync_MoreThanOneAnswerHolds_LeavesThoseOfOtherIndicesAlone()
    {
        var list = await FilledAsync();

        await list.ClearAsync("products", new("twinbert"), Cancel);

        Assert.Equal("others", (string?)Assert.Single(_jobs.Documents).Value["index"]);
    }

    [Fact]
    public async Task LoadAsync_AnotherEmbeddingObject_HasAListOfItsOwn()
    {
        var list = new ClusterLostDocuments(JobsIndex.Of(_jobs));
        var letter = new DeadLetter("products", "1", null, "no text");
        Assert.Null(await list.ReplaceAsync([], [letter, letter with { Embedding = "twinbert_v2" }], Cancel));

        Assert.Null(await list.ReplaceAsync([letter], [], Cancel));

        Assert.Empty((await list.LoadAsync("products", new("twinbert"), Cancel)).Letters);
        Assert.Equal("twinbert_v2", Assert.Single((await list.LoadAsync("products", new("twinbert_v2"), Cancel)).Letters).Embedding);
    }

    private async Task<ClusterLostDocuments> FilledAsync()
    {
        var list = new ClusterLostDocuments(JobsIndex.Of(_jobs));
        var letters = Enumerable.Range(0, Many).Select(i => new DeadLetter("products", i.ToString(CultureInfo.InvariantCulture), null, "no text"));
        Assert.Null(await list.ReplaceAsync([], [.. letters, new DeadLetter("others", "1", null, "no text")], Cancel));
        return list;
    }
}
