using System.IO.Enumeration;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Indices;

/// <summary>What an index expression may leave out.</summary>
internal sealed record ResolveOptions(
    bool IgnoresUnavailable = false,
    bool AllowsNone = true,
    bool ExpandsWildcards = true,
    bool TakesAliases = true,
    bool TakesHidden = false);

/// <summary>Turns index expressions into names.</summary>
internal static class IndexExpression
{
    /// <summary>The names of the indices that an expression stands for, in order and without repetition.</summary>
    public static IReadOnlyList<string> Resolve(string? expression, ResolveOptions options, IReadOnlyCollection<string> indices, AliasTable aliases)
    {
        var result = new SortedSet<string>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(expression) || expression is "_all" or "*")
        {
            return [.. indices];
        }

        foreach (var part in expression.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith('<') || part.Contains(':', StringComparison.Ordinal))
            {
                throw EngineErrors.Unsupported($"date math and remote clusters in index names: [{part}]");
            }

            if (part.StartsWith('-') && result.Count > 0)
            {
                result.ExceptWith(Matches(part[1..], indices, aliases, options));
            }
            else if (IsWildcard(part))
            {
                AddWildcard(result, part, options, indices, aliases);
            }
            else
            {
                AddName(result, part, options, indices, aliases);
            }
        }

        return [.. result];
    }

    public static bool IsWildcard(string part) => part == "_all" || part.Contains('*', StringComparison.Ordinal);

    private static void AddWildcard(SortedSet<string> result, string part, ResolveOptions options, IReadOnlyCollection<string> indices, AliasTable aliases)
    {
        var matches = options.ExpandsWildcards ? Matches(part, indices, aliases, options) : [];
        if (matches.Count == 0 && !options.AllowsNone)
        {
            throw EngineErrors.IndexNotFound(part);
        }

        result.UnionWith(matches);
    }

    private static void AddName(SortedSet<string> result, string part, ResolveOptions options, IReadOnlyCollection<string> indices, AliasTable aliases)
    {
        if (indices.Contains(part))
        {
            result.Add(part);
        }
        else if (aliases.Targets(part) is { Count: > 0 } targets)
        {
            if (!options.TakesAliases)
            {
                throw EngineErrors.IllegalArgument($"The provided expression [{part}] matches an alias, specify the corresponding concrete indices instead.");
            }

            result.UnionWith(targets.Select(t => t.Index));
        }
        else if (!options.IgnoresUnavailable)
        {
            throw part.StartsWith('_')
                ? new EngineException(
                    400,
                    "invalid_index_name_exception",
                    $"Invalid index name [{part}], must not start with '_', '-', or '+'") { Index = part, IndexUuid = "_na_" }
                : EngineErrors.IndexNotFound(part);
        }
    }

    private static HashSet<string> Matches(string pattern, IReadOnlyCollection<string> indices, AliasTable aliases, ResolveOptions options)
    {
        var wildcard = pattern == "_all" ? "*" : pattern;
        HashSet<string> names = [.. indices.Where(index => Matches(wildcard, index))];
        if (options.TakesAliases)
        {
            names.UnionWith(
                (options.TakesHidden ? aliases.Names : aliases.VisibleNames)
                    .Where(alias => Matches(wildcard, alias))
                    .SelectMany(alias => aliases.Targets(alias)).Select(t => t.Index));
        }

        return names;
    }

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
