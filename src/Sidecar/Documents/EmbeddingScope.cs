using TwinBert.Configuration;
using TwinBert.Search.Cutting;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Documents;

/// <summary>Which embedding objects the answer of an index expression may hold. Immutable and thread-safe.</summary>
internal sealed class EmbeddingScope(IndexTable indices, TwinBertOptions options)
{
    private readonly Dictionary<string, EmbeddingCutter> _cutters = options.Indices.Values
        .Select(index => index.EmbeddingField)
        .Distinct()
        .ToDictionary(name => name, name => new EmbeddingCutter(new EmbeddingField(name)));

    /// <summary>The cutters for an expression: one where its settings are known, all of them where it may include a configured index, none otherwise.</summary>
    /// <param name="expression">The index expression; <see langword="null"/> for all indices.</param>
    public IReadOnlyCollection<EmbeddingCutter> CuttersFor(string? expression)
    {
        if (expression is not null && indices.FindAll(expression) is { } settings)
        {
            return [_cutters[settings.EmbeddingField]];
        }

        return expression is null || Array.Exists(expression.Split(','), MayInclude) ? _cutters.Values : [];
    }

    /// <summary>Whether everything that an expression names is configured, so that a request may be changed for it.</summary>
    /// <param name="expression">The index expression; <see langword="null"/> for all indices.</param>
    public bool IsAllConfigured(string? expression) => FieldOf(expression) is not null;

    /// <summary>The embedding object of everything that an expression names; <see langword="null"/> where not all of it is configured, or not alike.</summary>
    /// <param name="expression">The index expression; <see langword="null"/> for all indices.</param>
    public EmbeddingField? FieldOf(string? expression) => indices.FindAll(expression ?? "_all") is { } settings ? new(settings.EmbeddingField) : null;

    private bool MayInclude(string part) =>
        indices.Find(part) is not null
        || part is "_all" or ""
        || (part.Contains('*', StringComparison.Ordinal) && options.Indices.Keys.Any(name => Overlap(Prefix(name), Prefix(part))));

    // What two patterns have in common is not worked out; that neither beginning rules the other out is enough to look.
    private static bool Overlap(string a, string b) => a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);

    private static string Prefix(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? pattern : pattern[..star];
    }
}
