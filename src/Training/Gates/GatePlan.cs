namespace TwinBert.Training.Gates;

/// <summary>What a new package has to be better than, and where.</summary>
/// <param name="Baseline">The package that is served now.</param>
/// <param name="Generic">Sets on which it must not fall.</param>
internal sealed record GatePlan(string Baseline, IReadOnlyList<GateSet> Generic)
{
    /// <summary>How far it may fall on a generic set, in nDCG@10.</summary>
    /// <value>0.005</value>
    public double Tolerance { get; init; } = 0.005;
}

/// <summary>A judged set.</summary>
/// <param name="Folder">The dataset's folder.</param>
/// <param name="Split">The judgements.</param>
/// <param name="TextFields">The paths of the fields that make a document's text.</param>
internal sealed record GateSet(string Folder, string Split, IReadOnlyList<string> TextFields)
{
    /// <summary>What the set is called.</summary>
    public string Name => $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder))} {Split}";
}
