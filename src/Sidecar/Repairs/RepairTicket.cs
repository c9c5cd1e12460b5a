using System.Collections.Concurrent;

namespace TwinBert.Sidecar.Repairs;

/// <summary>The documents of one write request that are written without an embedding of their text. Thread-safe.</summary>
/// <param name="queue">Where they go.</param>
internal sealed class RepairTicket(RepairQueue queue) : IDisposable
{
    private readonly ConcurrentQueue<RepairKey> _announced = new();

    /// <summary>Notes a document before it is sent.</summary>
    /// <param name="key">The document.</param>
    /// <param name="isDoubtful">Whether it may well need nothing.</param>
    public void Note(RepairKey key, bool isDoubtful = false)
    {
        if (queue.Refusal is null && queue.Announce(key, isDoubtful) is { } announced)
        {
            _announced.Enqueue(announced);
        }
    }

    /// <summary>The request is over.</summary>
    public void Dispose()
    {
        while (_announced.TryDequeue(out var key))
        {
            queue.Release(key);
        }
    }
}
