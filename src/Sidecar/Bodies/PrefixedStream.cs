namespace TwinBert.Sidecar.Bodies;

/// <summary>What was already read of a stream, and then the rest of it. Not thread-safe.</summary>
/// <param name="prefix">The bytes that come first.</param>
/// <param name="rest">Where reading goes on; not disposed of.</param>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_prefix.IsEmpty)
        {
            return rest.ReadAsync(buffer, cancellationToken);
        }

        var taken = Math.Min(buffer.Length, _prefix.Length);
        _prefix[..taken].CopyTo(buffer);
        _prefix = _prefix[taken..];
        return ValueTask.FromResult(taken);
    }
}
