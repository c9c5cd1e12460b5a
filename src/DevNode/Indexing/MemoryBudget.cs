using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Indexing;

/// <summary>Bounds the bytes of all documents that a node holds. Thread-safe.</summary>
/// <param name="limit">The bound in bytes.</param>
internal sealed class MemoryBudget(long limit)
{
    private long _taken;

    /// <summary>Takes bytes for a document, or refuses it.</summary>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) > limit)
        {
            Interlocked.Add(ref _taken, -bytes);
            throw EngineErrors.TooLarge($"[parent] Data too large: the embedded node holds at most [{limit}] bytes of documents in memory");
        }
    }

    public void Release(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
