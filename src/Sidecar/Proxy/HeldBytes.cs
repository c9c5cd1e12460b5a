namespace TwinBert.Sidecar.Proxy;

/// <summary>Bytes of a body that are held outside the buffers, counted with them. Disposed of, it holds none. Not thread-safe.</summary>
/// <param name="buffers">Where they are counted.</param>
internal sealed class HeldBytes(BodyBuffers buffers) : IDisposable
{
    private long _bytes;

    /// <summary>Says how many are held now.</summary>
    public void Set(long bytes)
    {
        buffers.CountElsewhere(bytes - _bytes);
        _bytes = bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => Set(0);
}
