namespace TwinBert.Sidecar.Status;

/// <summary>Whether the sidecar serves: from the moment it listens with a warm model. Thread-safe.</summary>
internal sealed class Readiness
{
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    public void MarkReady() => _isReady = true;
}
