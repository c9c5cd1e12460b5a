using BitFaster.Caching.Lru;
using TwinBert.Configuration;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Repairs;

/// <summary>
/// The documents that are to be looked at, each once: first those that were written without an embedding, then those of which that is only possible. Where
/// there is no more room, the index is looked through for what lacks an embedding. Bounded; thread-safe.
/// </summary>
internal sealed class RepairQueue : IDisposable
{
    private const int MostSettled = 10_000;

    // A write can be searched for a second later, where nobody has changed the interval.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettledFor = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<RepairKey, RepairEntry> _entries = [];

    // Whoever waits stands in one of these, by when his turn is at the earliest: taking some looks at no others.
    private readonly PriorityQueue<RepairEntry, (DateTimeOffset Due, long Number)> _certain = new();
    private readonly PriorityQueue<RepairEntry, (DateTimeOffset Due, long Number)> _doubtful = new();
    private readonly FastConcurrentLru<RepairKey, DateTimeOffset> _settled = new(MostSettled);
    private readonly RepairJournal? _journal;
    private readonly int _most;
    private readonly TimeProvider _time;
    private long _number;

    public RepairQueue(UpkeepOptions options, UpkeepPermit permit, TimeProvider time)
    {
        (_most, _time) = (options.MaxRepairs, time);
        Refusal = permit.Refusal ?? (options.RepairsPerSecond == 0 ? "Upkeep:RepairsPerSecond is 0." : null);
        if (Refusal is null && options.RepairFile is { } path)
        {
            _journal = new(path);
            foreach (var key in _journal.Open())
            {
                StandInLine(_entries[key] = new(key) { Due = time.GetUtcNow() });
            }
        }
    }

    /// <summary>Why nothing is repaired; null where it is.</summary>
    public string? Refusal { get; }

    /// <summary>Why the queue is not kept in its file, in one line; null where it is, or is not to be.</summary>
    public string? FileFailure => _journal?.Failure;

    /// <summary>Whether a restart loses nothing.</summary>
    public bool IsKept => _journal is { Failure: null };

    /// <summary>The documents that wait, or are being looked at.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Notes a document of a write that has not been sent yet: it is kept, but not looked at until the write is over.</summary>
    /// <param name="key">The document.</param>
    /// <param name="isDoubtful">Whether it may well need nothing.</param>
    /// <returns>What to release when the write is over; null where there is no room.</returns>
    public RepairKey? Announce(RepairKey key, bool isDoubtful)
    {
        lock (_lock)
        {
            _settled.TryRemove(key);
            if (!_entries.ContainsKey(key) && _entries.Count >= _most && key.Id is not null)
            {
                // What lacks an embedding is found by a search of the index; a text that a script changed is not.
                if (isDoubtful)
                {
                    return null;
                }

                key = new(key.Index, null, null);
            }

            if (!_entries.TryGetValue(key, out var entry))
            {
                _journal?.Add(key);
                entry = _entries[key] = new(key) { IsDoubtful = isDoubtful };
            }

            entry.Writers++;
            entry.IsDoubtful &= isDoubtful;
            return key;
        }
    }

    /// <summary>A write that was announced is over.</summary>
    public void Release(RepairKey key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var entry) && entry.Writers > 0)
            {
                entry.Writers--;
                entry.Round++;
                entry.Due = _time.GetUtcNow() + Delay;
                StandInLine(entry);
            }
        }
    }

    /// <summary>A read has shown a document that may lack an embedding of its text. One that was looked at lately is passed over.</summary>
    public void Suspect(RepairKey key)
    {
        if (Refusal is not null || (_settled.TryGet(key, out var since) && _time.GetUtcNow() - since < SettledFor))
        {
            return;
        }

        lock (_lock)
        {
            // A read makes no other wait: where there is no room, the next one shows it again.
            if (_entries.Count < _most && !_entries.ContainsKey(key))
            {
                _journal?.Add(key);
                StandInLine(_entries[key] = new(key) { IsDoubtful = true, Due = _time.GetUtcNow() });
            }
        }
    }

    /// <summary>Takes documents whose turn it is.</summary>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<RepairEntry> Take(int most)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            List<RepairEntry> taken = [];
            Take(_certain, now, most, taken);
            Take(_doubtful, now, most, taken);
            return taken;
        }
    }

    /// <summary>A document is done with, unless it was written again meanwhile.</summary>
    public void Settle(RepairEntry entry)
    {
        lock (_lock)
        {
            if (entry.Writers == 0 && entry.TakenIn == entry.Round)
            {
                _entries.Remove(entry.Key);
                _settled.AddOrUpdate(entry.Key, _time.GetUtcNow());
                _journal?.Tidy(_entries.Keys);
                return;
            }

            entry.TakenIn = null;
            StandInLine(entry);
        }
    }

    /// <summary>A document could not be looked at, and is to be tried again.</summary>
    /// <param name="entry">The document.</param>
    /// <param name="after">When.</param>
    public void Postpone(RepairEntry entry, TimeSpan after)
    {
        lock (_lock)
        {
            entry.TakenIn = null;
            entry.Due = _time.GetUtcNow() + after;
            StandInLine(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _journal?.Dispose();

    // Whose turn is put off while he stands in line stays where he is, and goes back when he is at the head. One that is being written, or looked at, comes
    // again when that is over.
    private void StandInLine(RepairEntry entry)
    {
        var line = entry.IsDoubtful ? _doubtful : _certain;
        if (entry is { Writers: 0, TakenIn: null } && entry.Line != line)
        {
            entry.Line = line;
            line.Enqueue(entry, (entry.Due, _number++));
        }
    }

    private void Take(PriorityQueue<RepairEntry, (DateTimeOffset Due, long Number)> line, DateTimeOffset now, int most, List<RepairEntry> taken)
    {
        while (taken.Count < most && line.TryPeek(out var entry, out var place) && place.Due <= now)
        {
            line.Dequeue();
            if (entry.Line != line)
            {
                continue;
            }

            entry.Line = null;
            if (entry.Due > now)
            {
                StandInLine(entry);
            }
            else if (entry is { Writers: 0, TakenIn: null })
            {
                entry.TakenIn = entry.Round;
                taken.Add(entry);
            }
        }
    }
}
