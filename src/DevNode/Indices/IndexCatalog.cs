using System.IO.Enumeration;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Indices;

/// <summary>The indices of a node and their aliases. Thread-safe.</summary>
internal sealed class IndexCatalog(IndexServices services, IdentifierSource identifiers) : IDisposable
{
    private const int MaxIndices = 1000;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, EmbeddedIndex> _indices = new(StringComparer.Ordinal);
    private readonly AliasTable _aliases = new();

    /// <summary>All indices by name, in order.</summary>
    public IReadOnlyList<EmbeddedIndex> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _indices.Values];
            }
        }
    }

    /// <summary>Creates an index with what the body says.</summary>
    public EmbeddedIndex Create(string name, CreateIndexBody body)
    {
        IndexNames.Validate(name);
        var settings = IndexSettings.Default.With(body.Settings, isNew: true);
        lock (_gate)
        {
            if (_indices.TryGetValue(name, out var existing))
            {
                throw EngineErrors.IndexExists(name, existing.Uuid);
            }

            if (_aliases.Targets(name).Count > 0)
            {
                throw new EngineException(
                    400,
                    "invalid_index_name_exception",
                    $"Invalid index name [{name}], already exists as alias") { Index = name, IndexUuid = "_na_" };
            }

            if (_indices.Count >= MaxIndices)
            {
                throw EngineErrors.Validation(
                    $"this action would add [1] shards, but this cluster currently has [{MaxIndices}]/[{MaxIndices}] maximum normal shards open");
            }

            return Add(name, settings, body);
        }
    }

    /// <summary>The index that a write to this name goes to, created if need be.</summary>
    public EmbeddedIndex ForWrite(string name, bool requireAlias)
    {
        lock (_gate)
        {
            if (_aliases.Targets(name) is { Count: > 0 } targets)
            {
                return targets.Count == 1 ? _indices[targets[0].Index] : _indices[WriteTarget(name, targets)];
            }

            if (requireAlias)
            {
                throw new EngineException(404, "index_not_found_exception",
                    $"no such index [{name}] and [require_alias] request flag is [true] and [{name}] is not an alias")
                { Index = name, IndexUuid = "_na_" };
            }

            return _indices.GetValueOrDefault(name) ?? Create(name, CreateIndexBody.Empty);
        }
    }

    /// <summary>The one index that a name or alias stands for, or the engine's error.</summary>
    public EmbeddedIndex Single(string name)
    {
        lock (_gate)
        {
            if (_indices.TryGetValue(name, out var index))
            {
                return index;
            }

            return _aliases.Targets(name) switch
            {
                [] => throw EngineErrors.IndexNotFound(name),
                [var target] => _indices[target.Index],
                var several => throw EngineErrors.IllegalArgument(
                    $"alias [{name}] has more than one index associated with it [{string.Join(", ", several.Select(t => t.Index))}], can't execute a "
                        + "single index op"),
            };
        }
    }

    /// <summary>The indices of an expression: names, aliases, wildcards, exclusions, commas.</summary>
    public IReadOnlyList<EmbeddedIndex> Resolve(string? expression, ResolveOptions options)
    {
        lock (_gate)
        {
            var names = IndexExpression.Resolve(expression, options, _indices.Keys, _aliases);
            return [.. names.Select(name => _indices[name])];
        }
    }

    /// <summary>The aliases whose names match an expression, with their indices.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Indices)> ResolveAliases(string expression)
    {
        var patterns = expression.Split(',');
        lock (_gate)
        {
            return [.. _aliases.Names
                .Where(name => patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, name, ignoreCase: false)))
                .Select(name => (name, (IReadOnlyList<string>)[.. _aliases.Targets(name).Select(t => t.Index)]))];
        }
    }

    /// <summary>Whether the name is an alias.</summary>
    public bool IsAlias(string name)
    {
        lock (_gate)
        {
            return _aliases.Targets(name).Count > 0;
        }
    }

    public void Delete(IReadOnlyList<EmbeddedIndex> indices)
    {
        lock (_gate)
        {
            foreach (var index in indices)
            {
                if (_indices.Remove(index.Name))
                {
                    _aliases.RemoveIndex(index.Name);
                    index.Dispose();
                }
            }
        }
    }

    /// <summary>The aliases of an index, in order.</summary>
    public IReadOnlyList<Alias> AliasesOf(string index)
    {
        lock (_gate)
        {
            return _aliases.Of(index);
        }
    }

    /// <summary>Adds or removes aliases, all or none.</summary>
    public void ChangeAliases(IReadOnlyList<AliasChange> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                if (!change.IsRemoval && _indices.ContainsKey(change.Alias.Name))
                {
                    throw new EngineException(
                        400,
                        "invalid_alias_name_exception",
                        $"Invalid alias name [{change.Alias.Name}]: an index or data stream exists with the same name as the alias");
                }

                if (change.IsRemoval && change.MustExist && !_aliases.Of(change.Alias.Index).Any(a => a.Name == change.Alias.Name))
                {
                    throw new EngineException(404, "aliases_not_found_exception", $"aliases [{change.Alias.Name}] missing");
                }
            }

            foreach (var change in changes)
            {
                _aliases.Apply(change);
            }
        }
    }

    public void Dispose() => Delete(All);

    private EmbeddedIndex Add(string name, IndexSettings settings, CreateIndexBody body)
    {
        var index = new EmbeddedIndex(name, identifiers.Next(), settings, services);
        try
        {
            if (body.Mappings is { } mappings)
            {
                index.PutMapping(mappings);
            }
        }
        catch
        {
            index.Dispose();
            throw;
        }

        _indices[name] = index;
        foreach (var alias in body.Aliases)
        {
            _aliases.Apply(new AliasChange(alias with { Index = name }, IsRemoval: false, MustExist: false));
        }

        return index;
    }

    private static string WriteTarget(string alias, IReadOnlyList<Alias> targets) => targets.FirstOrDefault(t => t.IsWriteIndex == true)?.Index
        ?? throw EngineErrors.IllegalArgument(
            $"no write index is defined for alias [{alias}]. The write index may be explicitly disabled using is_write_index=false or the alias points to "
                + "multiple indices without one being designated as a write index");
}
