using System.Collections.Concurrent;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Remembers what was logged about an index, so that each reason is logged once and not with every write. Bounded; thread-safe.</summary>
internal sealed class RefusalNews
{
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<(string Index, WriteOutcome Reason), bool> _told = new();

    /// <summary>Whether this was not said before.</summary>
    public bool IsNew(string index, WriteOutcome reason) => _told.Count < Most && _told.TryAdd((index, reason), true);
}
