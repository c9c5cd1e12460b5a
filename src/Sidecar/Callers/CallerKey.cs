namespace TwinBert.Sidecar.Callers;

/// <summary>Tells callers apart without saying who they are: what is left of their credentials after <see cref="CallerKeys"/>.</summary>
/// <param name="Value">The hash.</param>
internal readonly record struct CallerKey(UInt128 Value);
