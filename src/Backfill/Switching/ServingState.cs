namespace TwinBert.Backfill.Switching;

/// <summary>The decisions that the cluster keeps, by entry of the configuration, and which version of them this is.</summary>
/// <param name="Entries">The decisions.</param>
/// <param name="SequenceNumber">The sequence number of the document; <see langword="null"/> where there is none.</param>
/// <param name="PrimaryTerm">Its primary term.</param>
public sealed record ServingState(IReadOnlyDictionary<string, ServingDecision> Entries, long? SequenceNumber, long PrimaryTerm)
{
    /// <summary>Nobody has decided anything.</summary>
    public static ServingState None { get; } = new(new Dictionary<string, ServingDecision>(), null, 0);
}
