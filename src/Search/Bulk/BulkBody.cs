using System.Buffers;
using TwinBert.Search.Cluster;

namespace TwinBert.Search.Bulk;

/// <summary>The body of one bulk request of our own. Not thread-safe; to be used again once its call was answered.</summary>
/// <param name="capacity">How many bytes there is room for before it grows, from 1.</param>
public sealed class BulkBody(int capacity = 1 << 16)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(capacity);

    /// <summary>How many actions there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>Adds an action.</summary>
    /// <param name="action">The action, which has a source.</param>
    /// <param name="source">The source: one line, without its end.</param>
    public void Add(BulkAction action, ReadOnlySpan<byte> source)
    {
        Begin(action);
        _bytes.Write(source);
        End();
    }

    /// <summary>Adds an action whose source is written straight into the body.</summary>
    /// <typeparam name="T">What the source is written from.</typeparam>
    /// <param name="action">The action, which has a source.</param>
    /// <param name="source">What the source is written from.</param>
    /// <param name="write">Writes the source: one line, without its end.</param>
    public void Add<T>(BulkAction action, T source, Action<T, IBufferWriter<byte>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Begin(action);
        write(source, _bytes);
        End();
    }

    /// <summary>The call that sends it. The body must not change until that was answered.</summary>
    /// <param name="index">The index of actions that name none; <see langword="null"/> where each names its own.</param>
    public ClusterCall ToCall(string? index = null) => new(
        HttpMethod.Post, index is null ? "/_bulk" : $"/{Uri.EscapeDataString(index)}/_bulk", _bytes.WrittenMemory, ClusterCall.Ndjson);

    /// <summary>Forgets all actions, and keeps the memory.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Count = 0;
    }

    private void Begin(BulkAction action)
    {
        action.Write(_bytes);
        _bytes.Write("\n"u8);
    }

    private void End()
    {
        _bytes.Write("\n"u8);
        Count++;
    }
}
