namespace TwinBert.Backfill.Jobs;

/// <summary>A slice as the cluster keeps it.</summary>
/// <param name="Job">The job's letters and digits.</param>
/// <param name="Index">The index.</param>
/// <param name="Round">The round's number.</param>
/// <param name="Number">The slice's place in it.</param>
/// <param name="Progress">How far it is.</param>
public sealed record SliceDocument(string Job, string Index, int Round, int Number, SliceProgress Progress)
{
    /// <summary>What kind of document it is.</summary>
    public string Kind { get; init; } = "slice";

    /// <summary>Who works on it; <see langword="null"/> for nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>Grows with every change: whoever sends one twice sees that it was done.</summary>
    public long Change { get; init; }

    /// <summary>Who has worked on it, one after another.</summary>
    public IReadOnlyList<SliceTurn> Turns { get; init; } = [];
}

/// <summary>One worker's time with a slice.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="Place">Where it ran.</param>
/// <param name="From">When it took the slice, by its own clock.</param>
/// <param name="To">When it last noted something.</param>
/// <param name="Embedded">How many documents it embedded.</param>
public sealed record SliceTurn(string Worker, string Place, DateTimeOffset From, DateTimeOffset To, long Embedded);
