using Microsoft.IO;

namespace TwinBert.Sidecar.Proxy;

/// <summary>A body held in pooled memory. To be disposed of when nothing refers to its bytes any more. Not thread-safe.</summary>
internal sealed class PooledBody(RecyclableMemoryStream stream) : IDisposable
{
    /// <summary>The bytes, in one piece.</summary>
    public ReadOnlyMemory<byte> Bytes => new(stream.GetBuffer(), 0, (int)stream.Length);

    /// <summary>Where more bytes go.</summary>
    public RecyclableMemoryStream Stream => stream;

    public void Dispose() => stream.Dispose();
}
