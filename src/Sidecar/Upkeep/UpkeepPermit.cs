using TwinBert.Configuration;

namespace TwinBert.Sidecar.Upkeep;

/// <summary>Whether the sidecar may do something on its own account. Immutable and thread-safe.</summary>
internal sealed class UpkeepPermit(UpkeepOptions options, UpstreamOptions upstream)
{
    /// <summary>Why not, and the remedy; null where it may.</summary>
    public string? Refusal { get; } = options.Enabled switch
    {
        true => null,
        false => "Upkeep:Enabled is false.",
        null when upstream.HasCredentials() => null,
        _ => "There are no operator's credentials. Give Upstream:ApiKey, Upstream:Username and Password, or Upstream:Aws; or set Upkeep:Enabled to true "
            + "where the cluster has no security.",
    };
}
