using Microsoft.Extensions.Time.Testing;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using Xunit;

namespace TwinBert.DevNode.Tests.Indexing;

public sealed class EmbeddedIndexTests
{
    [Fact]
    public void Acquire_WriteYoungerThanTheRefreshInterval_NotSeenUntilItHasPassed()
    {
        var time = new FakeTimeProvider();
        using var index = TestIndex.Create(time);
        Assert.Equal(0, index.Visible());
        index.Put("1", """{"a":1}""");
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, index.Visible());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, index.Visible());
    }

    [Fact]
    public void Acquire_RefreshTurnedOff_NotSeenUntilAskedFor()
    {
        var time = new FakeTimeProvider();
        using var index = TestIndex.Create(time);
        index.PutSettings(new Dictionary<string, string?> { ["index.refresh_interval"] = "-1" });
        index.Put("1", """{"a":1}""");
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, index.Visible());
        index.Refresh();
        Assert.Equal(1, index.Visible());
    }

    [Fact]
    public void Acquire_LaterWritesAndMerges_DoNotChangeASnapshot()
    {
        using var index = TestIndex.Create();
        index.Put("1", """{"v":"old"}""");
        index.Put("2", """{"v":"old"}""");
        index.Refresh();
        using var before = index.Acquire();
        index.Put("1", """{"v":"new"}""");
        index.Write(new WriteOperation(WriteKind.Delete, "2", default));
        index.Merge();
        using var after = index.Acquire();
        Assert.Equal(2, before.Count);
        Assert.Equal([0L, 1L], [before.Document(0).SequenceNumber, before.Document(1).SequenceNumber]);
        Assert.Equal(1, after.Count);
        Assert.Equal(2, after.Document(0).SequenceNumber);
    }

    [Fact]
    public void Write_BeyondTheBudget_RefusedUntilSomethingIsDeleted()
    {
        using var index = TestIndex.Create(maxBytes: 30);
        index.Put("1", """{"a":"0123456789"}""");
        Assert.Equal(429, Assert.Throws<EngineException>(() => index.Put("2", """{"a":"0123456789"}""")).Status);
        Assert.Null(index.Get("2"));
        index.Write(new WriteOperation(WriteKind.Delete, "1", default));
        Assert.Equal("created", index.Put("2", """{"a":"0123456789"}""").Result);
    }

    [Fact]
    public void Write_RefusedDocument_LeavesMappingAndSequenceAlone()
    {
        using var index = TestIndex.Create();
        index.Put("1", """{"n":1}""");
        Assert.Throws<EngineException>(() => index.Put("2", """{"new":"x","n":"not a number"}"""));
        Assert.Null(index.Mapping.Find("new"));
        Assert.Equal(1, index.Put("3", """{"n":2}""").SequenceNumber);
    }

    [Fact]
    public async Task Write_FromManyThreads_EveryWriteCountsOnce()
    {
        using var index = TestIndex.Create();
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), TestContext.Current.CancellationToken, (i, _) =>
        {
            index.Put((i % 50).ToString(System.Globalization.CultureInfo.InvariantCulture), $$"""{"n":{{i}},"f{{i % 5}}":"x"}""");
            if (i % 20 == 0)
            {
                index.Refresh();
            }

            Assert.InRange(index.Visible(), 0, 50);
            return ValueTask.CompletedTask;
        });
        index.Refresh();
        Assert.Equal(50, index.Visible());
        Assert.All(Enumerable.Range(0, 50), id => Assert.Equal(8, index.Get(id.ToString(System.Globalization.CultureInfo.InvariantCulture))!.Version));
        Assert.Equal(400, index.Put("last", "{}").SequenceNumber);
    }

    [Fact]
    public void Write_AfterDeletionOfTheIndex_IndexNotFound()
    {
        var index = TestIndex.Create();
        index.Dispose();
        Assert.Equal("index_not_found_exception", Assert.Throws<EngineException>(() => index.Put("1", "{}")).Type);
    }
}
