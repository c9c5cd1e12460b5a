namespace TwinBert.Sidecar.Visibility;

/// <summary>What an engine says about field-level security when a caller asks it about himself.</summary>
internal enum CallerPrivileges
{
    /// <summary>The cluster has no security.</summary>
    NoSecurity,

    /// <summary>No role of the caller's hides a field.</summary>
    NothingHidden,

    /// <summary>Some role of the caller's hides fields of some index.</summary>
    SomeHidden,

    /// <summary>The engine does not tell this caller: an API key with privileges of its own, or OpenSearch.</summary>
    Untold,

    /// <summary>The engine did not answer the question.</summary>
    NoAnswer,
}
