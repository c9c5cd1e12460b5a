using System.Globalization;
using Lucene.Net.Search;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary>The documents whose sequence numbers are within bounds: what a scan pages by.</summary>
internal static class SequenceNumberRange
{
    public static Query Query(RangeBounds bounds) => new ConstantScoreQuery(FieldCacheRangeFilter.NewInt64Range(
        InternalFields.SequenceNumber, Number(bounds.From), Number(bounds.To), bounds.IncludesFrom, bounds.IncludesTo));

    private static long? Number(string? bound) => bound is null ? null
        : long.TryParse(bound, CultureInfo.InvariantCulture, out var number) ? number
        : throw NumericTerms.NotANumber(bound);
}
