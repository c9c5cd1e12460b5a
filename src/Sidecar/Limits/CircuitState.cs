namespace TwinBert.Sidecar.Limits;

/// <summary>Whether a stage is used.</summary>
internal enum CircuitState
{
    /// <summary>It is.</summary>
    Closed,

    /// <summary>It is passed over, but for one search that tries it.</summary>
    HalfOpen,

    /// <summary>It is passed over.</summary>
    Open,
}
