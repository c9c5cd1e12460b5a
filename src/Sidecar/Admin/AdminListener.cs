namespace TwinBert.Sidecar.Admin;

/// <summary>A feature of the connections that came to the listener of the admin surface.</summary>
internal sealed class AdminListener;
