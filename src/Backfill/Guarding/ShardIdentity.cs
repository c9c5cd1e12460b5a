namespace TwinBert.Backfill.Guarding;

/// <summary>One shard of an index as it is now.</summary>
/// <param name="Number">Its number.</param>
/// <param name="History">
/// What the engine calls the shard's history of writes. A restored snapshot begins another one, in which sequence numbers are given a second time.
/// <see langword="null"/> when the account may not see it.
/// </param>
/// <param name="Through">Every write up to this sequence number has been carried out; −1 before the first.</param>
internal sealed record ShardIdentity(int Number, string? History, long Through);
