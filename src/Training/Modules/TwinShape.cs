namespace TwinBert.Training.Modules;

/// <summary>Two towers.</summary>
/// <param name="Tower">Their shape.</param>
/// <param name="Sharing">What they have in common.</param>
internal sealed record TwinShape(TowerShape Tower, TowerSharing Sharing);
