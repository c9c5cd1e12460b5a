namespace TwinBert.Sidecar.Upstream;

/// <summary>A node of the cluster. Thread-safe.</summary>
/// <param name="url">Its address.</param>
internal sealed class UpstreamNode(Uri url)
{
    private int _isDown;

    /// <summary>Its address.</summary>
    public Uri Url => url;

    /// <summary>Whether it could not be connected to lately.</summary>
    public bool IsDown => Volatile.Read(ref _isDown) == 1;

    /// <summary>It could not be connected to.</summary>
    /// <returns>Whether that is news.</returns>
    public bool TryFail() => Interlocked.Exchange(ref _isDown, 1) == 0;

    /// <summary>It answers again.</summary>
    public void Recover() => Volatile.Write(ref _isDown, 0);
}
