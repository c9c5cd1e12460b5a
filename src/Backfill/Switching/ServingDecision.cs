namespace TwinBert.Backfill.Switching;

/// <summary>Which of two models the searches of an entry of the configuration are ranked by, as the cluster keeps it.</summary>
/// <param name="Serving">The embedding object of the model that searches are ranked by.</param>
/// <param name="Standby">That of the other.</param>
/// <param name="Model">The fingerprint of the model that searches are ranked by.</param>
/// <param name="At">When it was decided.</param>
/// <param name="By">Who decided it: <c>command</c> or <c>coverage</c>.</param>
public sealed record ServingDecision(string Serving, string Standby, string Model, DateTimeOffset At, string By)
{
    /// <summary>Whether it is a decision between two objects.</summary>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    public bool IsBetween(string one, string other) => (Serving == one && Standby == other) || (Serving == other && Standby == one);
}
