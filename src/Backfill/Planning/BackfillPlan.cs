using TwinBert.Model.Encoding;

namespace TwinBert.Backfill.Planning;

/// <summary>What a backfill would work on, or everything that speaks against it. Making it changes nothing.</summary>
/// <param name="Indices">The concrete indices, each once; to be used only when there are no errors.</param>
/// <param name="Errors">All that is wrong, each in a line that names the index and the remedy.</param>
public sealed record BackfillPlan(IReadOnlyList<IndexPlan> Indices, IReadOnlyList<string> Errors)
{
    /// <summary>The indices that nothing was found to speak against, also where something speaks against others.</summary>
    public IReadOnlyList<IndexPlan> Sound { get; init; } = Indices;

    /// <summary>The model of all indices; <see langword="null"/> where they have several.</summary>
    public ModelFingerprint? Model => Indices.Select(index => index.Fields.Model.Fingerprint).Distinct().ToArray() is [var only] ? only : null;
}
