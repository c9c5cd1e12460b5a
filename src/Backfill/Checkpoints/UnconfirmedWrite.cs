namespace TwinBert.Backfill.Checkpoints;

/// <summary>A write that was begun. A run that finds it in the state of a killed one looks whether it was done.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
/// <param name="SequenceNumber">The sequence number that it had before.</param>
public sealed record UnconfirmedWrite(string Id, string? Routing, long SequenceNumber);
