namespace TwinBert.DevNode.Indexing;

/// <summary>One version of a document. Immutable; lives as long as it is current or a search can still see it.</summary>
/// <param name="Id">The document's identifier.</param>
/// <param name="Version">Counts this document's changes from 1, or the client's own number.</param>
/// <param name="SequenceNumber">Counts the index's changes from 0.</param>
/// <param name="Source">The bytes as they were sent.</param>
/// <param name="Values">The values kept for sorting, aggregating and <c>docvalue_fields</c>: arrays of string, long, double, sbyte or float by path.</param>
internal sealed record DocumentVersion(string Id, long Version, long SequenceNumber, ReadOnlyMemory<byte> Source, IReadOnlyDictionary<string, Array> Values)
{
    /// <summary>There is one primary, and it never fails over.</summary>
    public const long PrimaryTerm = 1;
}
