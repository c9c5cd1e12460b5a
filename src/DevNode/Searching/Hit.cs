using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Searching;

/// <summary>A document that a search found.</summary>
/// <param name="Shard">Which of the searched snapshots it is in.</param>
/// <param name="Doc">Lucene's number in that snapshot.</param>
/// <param name="Score">Its score; NaN if none was computed.</param>
/// <param name="Sort">Its sort values; null if hits are ordered by score alone.</param>
internal readonly record struct Hit(int Shard, int Doc, float Score, object?[]? Sort);

/// <summary>One snapshot that a search runs on, with its own number and its sort values.</summary>
internal sealed record SearchShard(int Number, Snapshot Snapshot, IReadOnlyList<SortValues> Sort);
