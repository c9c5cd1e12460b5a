namespace TwinBert.Training.TeacherScoring;

/// <summary>Which teacher scores are of.</summary>
/// <param name="Name">What people call it; without tabs and line ends.</param>
/// <param name="Fingerprint">Of its weights and settings; without tabs and line ends.</param>
internal sealed record TeacherName(string Name, string Fingerprint)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Fingerprint})";
}
