namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Keeps a request below the size that engines refuse, whatever embeddings add to it. Not thread-safe: one stage uses it.
/// </summary>
/// <param name="length">The length of the client's body; <see langword="null"/> when that shows only at its end.</param>
/// <param name="most">The largest body to send.</param>
internal sealed class GrowthBudget(long? length, long most)
{
    private long _read;
    private long _added;

    /// <summary>Notes that more of the client's body was read.</summary>
    public void Read(int bytes) => _read += bytes;

    /// <summary>Asks for room for an embedding.</summary>
    /// <returns>Whether there is, and so it is taken.</returns>
    public bool TryAdd(int bytes)
    {
        // With the end unknown, the second half of the room is kept for what may still come.
        var size = length is { } known ? known + _added + bytes : (_read + _added + bytes) * 2;
        if (size > most)
        {
            return false;
        }

        _added += bytes;
        return true;
    }
}
