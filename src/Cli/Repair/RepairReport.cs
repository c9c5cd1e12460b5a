using System.Text.Json.Serialization;

namespace TwinBert.Cli.Repair;

/// <summary>What a repair found and did.</summary>
/// <param name="Index">The index.</param>
/// <param name="Documents">Its documents.</param>
/// <param name="Misfit">What is wrong with its mapping; <see langword="null"/> when nothing is.</param>
internal sealed record RepairReport(string Index, long Documents, string? Misfit)
{
    /// <summary>The copy that took its place; <see langword="null"/> when there is none.</summary>
    public string? Copy { get; init; }

    /// <summary>Whether the index was mended.</summary>
    public bool Repaired { get; init; }

    /// <summary>Whether the old index is still there, under its name.</summary>
    public bool OldIndexKept { get; init; }

    /// <summary>Why it was not mended; <see langword="null"/> when it was, or need not be.</summary>
    public string? Failure { get; init; }

    /// <summary>What to tell the operator, in one line.</summary>
    [JsonIgnore]
    public string Summary => Failure is { } failure ? $"{Index} was not repaired: {failure}"
        : Repaired ? $"{Index} is repaired: {Documents} documents are in {Copy}" + (OldIndexKept ? $", to which its aliases point. The old index is kept, "
            + $"without writes: delete {Index} when you have looked at the copy." : $", and {Index} is its alias.")
        : Misfit is null ? $"{Index} needs no repair: its mapping of the embedding field fits, or a write or backfill can add it."
        : $"{Index}: {Misfit}. A repair would copy its {Documents} documents into {Copy} with the right mapping, and put that in its place.";
}
