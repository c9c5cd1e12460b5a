namespace TwinBert.Sidecar.Status;

/// <summary>Whether the sidecar wants requests: from the moment it listens with a warm model until it is told to stop. Thread-safe.</summary>
internal sealed class Readiness
{
    private volatile string _state = "starting";

    /// <summary>Whether it does.</summary>
    public bool IsReady => State == "ready";

    /// <summary><c>starting</c>, <c>ready</c> or <c>draining</c>.</summary>
    public string State => _state;

    /// <summary>It listens, with a warm model.</summary>
    public void MarkReady() => _state = "ready";

    /// <summary>It was told to stop: it serves on, and wants no new requests.</summary>
    public void MarkDraining() => _state = "draining";
}
