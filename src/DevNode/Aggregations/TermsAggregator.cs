using System.Globalization;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Aggregations;

/// <summary>A key and how many documents have it.</summary>
internal sealed record TermsBucket(object Key, long Count);

/// <summary>Counts the values of one field over the matches of a search. Not thread-safe.</summary>
internal sealed class TermsAggregator(TermsAggregation aggregation)
{
    private readonly Dictionary<object, long> _counts = [];
    private MappedField? _field;

    public TermsAggregation Aggregation { get; } = aggregation;

    /// <summary>The field, as the last index that has it maps it; null if none does.</summary>
    public MappedField? Field => _field;

    /// <summary>Prepares for an index; refuses fields without values.</summary>
    public void Bind(IndexMapping mapping, string index)
    {
        if (mapping.Find(Aggregation.Field) is not { } field)
        {
            MetadataFields.Refuse(Aggregation.Field, "an aggregation over");
            return;
        }

        if (field is TextField)
        {
            throw EngineErrors.FieldDataDisabled(field.Path, index);
        }

        if (field is DenseVectorField || !field.HasDocValues)
        {
            throw EngineErrors.NoDocValues(field.Path, field.Type);
        }

        _field = field;
    }

    public void Collect(DocumentVersion document)
    {
        if (!document.Values.TryGetValue(Aggregation.Field, out var values))
        {
            if (Aggregation.Missing is { } missing)
            {
                Count(MissingKey(missing));
            }

            return;
        }

        object? previous = null;
        foreach (var value in values)
        {
            // Values are sorted, so that a number that a document has twice follows itself and is counted once.
            if (!value.Equals(previous))
            {
                Count(value);
            }

            previous = value;
        }
    }

    /// <summary>The buckets asked for, and the number of documents in the rest.</summary>
    public (IReadOnlyList<TermsBucket> Buckets, long Others) Result()
    {
        var all = _counts.Select(p => new TermsBucket(p.Key, p.Value)).Where(b => b.Count >= Aggregation.MinDocCount).ToList();
        all.Sort(Compare);
        var shown = all.Take(Aggregation.Size).ToList();
        return (shown, all.Skip(Aggregation.Size).Sum(b => b.Count));
    }

    private int Compare(TermsBucket a, TermsBucket b)
    {
        var byKey = a.Key is string x && b.Key is string y ? string.CompareOrdinal(x, y) : Comparer<object>.Default.Compare(a.Key, b.Key);
        var order = Aggregation.Order.ByKey ? byKey : a.Count.CompareTo(b.Count);
        order = Aggregation.Order.IsDescending ? -order : order;
        return order != 0 ? order : byKey;
    }

    private void Count(object key) => _counts[key] = _counts.GetValueOrDefault(key) + 1;

    private object MissingKey(string missing) => _field switch
    {
        IntegerField or DateField => long.Parse(missing, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        BooleanField => missing == "true" ? 1L : 0L,
        FloatField => double.Parse(missing, NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => missing,
    };
}
