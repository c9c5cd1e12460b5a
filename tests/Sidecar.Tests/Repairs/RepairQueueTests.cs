using Microsoft.Extensions.Time.Testing;
using TwinBert.Configuration;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Upkeep;
using Xunit;

namespace TwinBert.Sidecar.Tests.Repairs;

public sealed class RepairQueueTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-queue-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "repairs.ndjson");

    [Fact]
    public void Announce_UntilTheWriteIsOver_IsKeptAndNotTaken()
    {
        using var queue = Queue();
        var key = queue.Announce(Key("1"), isDoubtful: false)!.Value;
        _time.Advance(10 * Second);
        Assert.Equal(1, queue.Count);
        Assert.Empty(queue.Take(10));

        queue.Release(key);

        Assert.Empty(queue.Take(10));
        _time.Advance(Second);
        Assert.Equal(Key("1"), Assert.Single(queue.Take(10)).Key);
        Assert.Empty(queue.Take(10));
    }

    [Fact]
    public void Announce_SameDocumentTwice_IsOneEntryOfTheMoreUrgentKind()
    {
        using var queue = Queue();
        Written(queue, "doubtful", isDoubtful: true);
        Written(queue, "1", isDoubtful: true);
        Written(queue, "1");

        Assert.Equal(2, queue.Count);
        Assert.Equal([Key("1"), Key("doubtful")], queue.Take(10).Select(entry => entry.Key));
    }

    [Fact]
    public void Take_WrittenAgainBeforeItsTurn_ComesOnceAndAfterTheLastWrite()
    {
        using var queue = Queue();
        var key = queue.Announce(Key("1"), isDoubtful: false)!.Value;
        queue.Release(key);
        _time.Advance(Second / 2);
        queue.Release(queue.Announce(Key("1"), isDoubtful: false)!.Value);
        _time.Advance(Second / 2);
        Assert.Empty(queue.Take(10));

        _time.Advance(Second / 2);

        Assert.Equal(Key("1"), Assert.Single(queue.Take(10)).Key);
        Assert.Empty(queue.Take(10));
    }

    [Fact]
    public void Take_SomeOfMany_GivesTheFirstOfTheMostUrgentAndLeavesTheOthersInOrder()
    {
        using var queue = Queue();
        string[] ids = [.. Enumerable.Range(0, 6).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        Array.ForEach(ids[..3], id => Written(queue, id, isDoubtful: true));
        Array.ForEach(ids[3..], id => Written(queue, id));
        queue.Release(queue.Announce(Key("1"), isDoubtful: false)!.Value);
        _time.Advance(Second);

        Assert.Equal(["3", "4"], queue.Take(2).Select(entry => entry.Key.Id));
        Assert.Equal(["5", "1", "0"], queue.Take(3).Select(entry => entry.Key.Id));
        Assert.Equal(["2"], queue.Take(9).Select(entry => entry.Key.Id));
    }

    [Fact]
    public void Settle_WrittenAgainWhileItWasLookedAt_StaysAndIsTakenOnceMore()
    {
        using var queue = Queue();
        Written(queue, "1");
        var entry = Assert.Single(queue.Take(10));
        Written(queue, "1");

        queue.Settle(entry);

        Assert.Same(entry, Assert.Single(queue.Take(10)));
        queue.Settle(entry);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Postpone_FailedLook_ComesBackWhenItsTimeHasCome()
    {
        using var queue = Queue();
        Written(queue, "1");
        queue.Postpone(Assert.Single(queue.Take(10)), 5 * Second);

        Assert.Empty(queue.Take(10));
        _time.Advance(5 * Second);
        Assert.Equal(Key("1"), Assert.Single(queue.Take(10)).Key);
    }

    [Fact]
    public void Announce_NoRoom_NotesTheIndexInstead()
    {
        using var queue = Queue(new() { MaxRepairs = 2 });
        Written(queue, "1");
        Written(queue, "2");
        Written(queue, "3");
        Written(queue, "4");
        Assert.Null(queue.Announce(Key("5"), isDoubtful: true));
        queue.Suspect(Key("6"));

        Assert.Equal([Key("1"), Key("2"), new("products", null, null)], queue.Take(10).Select(entry => entry.Key));
    }

    [Fact]
    public void Suspect_LookedAtLately_IsPassedOverUntilItIsWritten()
    {
        using var queue = Queue();
        queue.Suspect(Key("1"));
        queue.Settle(Assert.Single(queue.Take(10)));

        queue.Suspect(Key("1"));
        Assert.Equal(0, queue.Count);
        Written(queue, "1");
        queue.Settle(Assert.Single(queue.Take(10)));
        _time.Advance(601 * Second);
        queue.Suspect(Key("1"));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void File_ProcessKilled_BringsBackWhatWasNotDoneAndNoBrokenLine()
    {
        var killed = Queue(new() { RepairFile = Path });
        Written(killed, "1");
        Written(killed, "2");
        killed.Announce(new("products", "ü \"3\"", "route"), isDoubtful: false);
        killed.Dispose();
        File.AppendAllText(Path, """{"index":"prod""");

        using var next = Queue(new() { RepairFile = Path });

        Assert.Equal([Key("1"), Key("2"), new("products", "ü \"3\"", "route")], next.Take(10).Select(entry => entry.Key));
        Assert.True(next.IsKept);
    }

    [Fact]
    public void File_AllDone_IsEmpty()
    {
        using var queue = Queue(new() { RepairFile = Path });
        Written(queue, "1");

        queue.Settle(Assert.Single(queue.Take(10)));

        Assert.Equal(0, new FileInfo(Path).Length);
    }

    [Fact]
    public void File_OfAnotherProcess_IsLeftToIt()
    {
        using var first = Queue(new() { RepairFile = Path });
        Written(first, "1");

        using var second = Queue(new() { RepairFile = Path });
        Written(second, "2");

        Assert.Equal([Key("2")], second.Take(10).Select(entry => entry.Key));
        Assert.False(second.IsKept);
        Assert.Equal("""{"index":"products","id":"1"}""", File.ReadAllText(Path).Trim());
    }

    [Fact]
    public void File_CannotBeWritten_KeepsTheQueueInMemoryAndSaysSo()
    {
        using var queue = Queue(new() { RepairFile = _folder.FullName });

        Written(queue, "1");

        Assert.Equal(1, queue.Count);
        Assert.False(queue.IsKept);
        Assert.Contains(_folder.FullName, queue.FileFailure, StringComparison.Ordinal);
        File.Delete(_folder.FullName + ".new");
    }

    [Theory]
    [InlineData(null, "Upstream:ApiKey")]
    [InlineData(false, "Upkeep:Enabled is false")]
    public void Refusal_NotPermitted_SaysWhyAndKeepsNothing(bool? enabled, string reason)
    {
        UpkeepOptions options = new() { Enabled = enabled };
        using var queue = new RepairQueue(options, new(options, new()), _time);
        using (var ticket = new RepairTicket(queue))
        {
            ticket.Note(Key("1"));
        }

        queue.Suspect(Key("2"));

        Assert.Equal(0, queue.Count);
        Assert.Contains(reason, queue.Refusal, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static RepairKey Key(string id) => new("products", id, null);

    private RepairQueue Queue(UpkeepOptions? options = null)
    {
        options = (options ?? new()) with { Enabled = true };
        return new(options, new UpkeepPermit(options, new()), _time);
    }

    private void Written(RepairQueue queue, string id, bool isDoubtful = false)
    {
        if (queue.Announce(Key(id), isDoubtful) is { } announced)
        {
            queue.Release(announced);
        }

        _time.Advance(Second);
    }
}
