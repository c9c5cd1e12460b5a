using System.Globalization;
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

    /// <summary>How the mapping came to be wrong, in one sentence.</summary>
    public string? Cause { get; init; }

    /// <summary>The documents that have an embedding, of whatever model; <see langword="null"/> where that cannot be counted.</summary>
    public long? Embedded { get; init; }

    /// <summary>The documents whose embedding came along into the copy.</summary>
    public long Kept { get; init; }

    /// <summary>The documents whose embedding was left behind, because it is of another model or of no use.</summary>
    public long Dropped { get; init; }

    /// <summary>What to tell the operator, in one line.</summary>
    [JsonIgnore]
    public string Summary => Failure is { } failure ? $"{Index} was not repaired: {failure}"
        : Repaired ? Mended
        : Misfit is null ? $"{Index} needs no repair: its mapping of the embedding field fits, or a write or backfill can add it."
        : $"{Index}: {Misfit}. {Cause} {Embedded?.ToString(CultureInfo.InvariantCulture) ?? "Some"} of its {Documents} documents have an embedding. A "
            + $"repair would copy them into {Copy} with the right mapping and those embeddings that are of this model, and put that in its place.";

    private string Mended => $"{Index} is repaired: {Documents} documents are in {Copy}, {Kept} of them with their embedding"
        + (OldIndexKept ? $". Its aliases point there. The old index is kept, without writes: delete {Index} when you have looked at the copy."
            : $", and {Index} is its alias.")
        + (Dropped > 0 ? $" {Dropped} embeddings of another model were left behind: run 'twinbert backfill {Index}'." : "");
}
