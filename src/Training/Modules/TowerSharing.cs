namespace TwinBert.Training.Modules;

/// <summary>What the two towers have in common.</summary>
internal enum TowerSharing
{
    /// <summary>Everything: one encoder for both sides.</summary>
    Everything,

    /// <summary>The trunk; pooling and downscale are each side's own.</summary>
    Trunk,

    /// <summary>Nothing but the shape.</summary>
    Nothing,
}
