namespace TwinBert.DevNode.Indices;

/// <summary>An alias of one index.</summary>
internal sealed record Alias(string Name, string Index, bool? IsWriteIndex)
{
    /// <summary>Whether patterns pass it over; null where the alias does not say.</summary>
    public bool? IsHidden { get; init; }

    /// <summary>Which shards a search of the alias asks. Kept and shown, and without effect: an index of this node has one shard.</summary>
    public string? SearchRouting { get; init; }
}

/// <summary>One change of an alias.</summary>
internal sealed record AliasChange(Alias Alias, bool IsRemoval, bool MustExist);

/// <summary>Which alias stands for which indices. Not thread-safe: the catalog locks.</summary>
internal sealed class AliasTable
{
    private readonly SortedDictionary<string, List<Alias>> _byName = new(StringComparer.Ordinal);

    /// <summary>All alias names, in order.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The names of the aliases that patterns find, in order.</summary>
    public IEnumerable<string> VisibleNames => _byName.Where(alias => alias.Value.All(target => target.IsHidden != true)).Select(alias => alias.Key);

    /// <summary>What an alias stands for; empty if there is none of this name.</summary>
    public IReadOnlyList<Alias> Targets(string name) => _byName.TryGetValue(name, out var targets) ? targets : [];

    public IReadOnlyList<Alias> Of(string index) => [.. _byName.Values.SelectMany(targets => targets).Where(alias => alias.Index == index)];

    public void Apply(AliasChange change)
    {
        var name = change.Alias.Name;
        if (!_byName.TryGetValue(name, out var targets))
        {
            _byName[name] = targets = [];
        }

        targets.RemoveAll(t => t.Index == change.Alias.Index);
        if (!change.IsRemoval)
        {
            targets.Add(change.Alias);
        }

        if (targets.Count == 0)
        {
            _byName.Remove(name);
        }
    }

    public void RemoveIndex(string index)
    {
        foreach (var alias in Of(index))
        {
            Apply(new AliasChange(alias, IsRemoval: true, MustExist: false));
        }
    }
}
