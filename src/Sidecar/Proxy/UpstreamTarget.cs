namespace TwinBert.Sidecar.Proxy;

/// <summary>A request feature: the target to send upstream instead of the one that the client sent.</summary>
/// <param name="Target">The target.</param>
internal sealed record UpstreamTarget(RequestTarget Target);
