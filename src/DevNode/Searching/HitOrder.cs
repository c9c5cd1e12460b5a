namespace TwinBert.DevNode.Searching;

/// <summary>The order of hits: by the keys, then as they stand in the indices. Best first.</summary>
internal sealed class HitOrder(IReadOnlyList<SortValues> keys) : IComparer<Hit>
{
    public int Compare(Hit x, Hit y)
    {
        var order = CompareKeys(x, y.Score, y.Sort);
        return order != 0 ? order
            : x.Shard != y.Shard ? x.Shard.CompareTo(y.Shard)
            : x.Doc.CompareTo(y.Doc);
    }

    /// <summary>The same order, worst first.</summary>
    public IComparer<Hit> Reversed() => Comparer<Hit>.Create((x, y) => Compare(y, x));

    /// <summary>Compares a hit with sort values that a client sent.</summary>
    public int CompareKeys(Hit hit, float score, object?[]? sort)
    {
        if (hit.Sort is null || sort is null)
        {
            return score.CompareTo(hit.Score);
        }

        // A page may start after fewer values than there are keys when the last is the implicit tie-breaker.
        for (var i = 0; i < sort.Length; i++)
        {
            var order = keys[i].Compare(hit.Sort[i], sort[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
