using Microsoft.IO;

namespace TwinBert.Sidecar.Bodies;

/// <summary>A body held in pooled memory. To be disposed of when nothing refers to its bytes any more. Not thread-safe.</summary>
internal sealed class PooledBody(RecyclableMemoryStream stream) : IDisposable
{
    private bool _isDisposed;

    /// <summary>The bytes, in one piece: what was held in several is copied for it.</summary>
    public ReadOnlyMemory<byte> Bytes => new(stream.GetBuffer(), 0, (int)stream.Length);

    /// <summary>How its reading ended; <see cref="BodyEnd.Unread"/> for one that is written here.</summary>
    public BodyEnd End { get; set; }

    /// <summary>Whether it was read to its end, within the limit.</summary>
    public bool IsWhole => End == BodyEnd.Whole;

    /// <summary>Where more bytes go.</summary>
    public RecyclableMemoryStream Stream => stream;

    /// <summary>Writes the bytes, in as many pieces as they are held in.</summary>
    public async ValueTask WriteToAsync(Stream output, CancellationToken cancellationToken)
    {
        foreach (var piece in stream.GetReadOnlySequence())
        {
            await output.WriteAsync(piece, cancellationToken);
        }
    }

    /// <summary>Gives the memory back; more than once is once.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            stream.Dispose();
        }
    }
}

/// <summary>How the reading of a body ended.</summary>
internal enum BodyEnd
{
    /// <summary>Before the body's own end: nothing is known of the rest.</summary>
    Unread,

    /// <summary>At the body's end.</summary>
    Whole,

    /// <summary>Past the limit of one body.</summary>
    TooLarge,

    /// <summary>Where as much is held for all bodies together as may be.</summary>
    NoRoom,

    /// <summary>It is compressed in a way that is not read here.</summary>
    OtherCoding,

    /// <summary>It is not compressed as it says.</summary>
    Broken,
}
