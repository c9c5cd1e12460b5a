using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Search.Cutting;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Indices;

/// <summary>Every index that is served, by name or pattern. A change is another table. Immutable and thread-safe.</summary>
internal sealed class ServedIndices
{
    private const string AllIndices = "_all";
    private readonly PatternTable<ServedIndex> _table;

    /// <summary>Compiles the entries of a configuration.</summary>
    /// <param name="indices">The entries, validated.</param>
    /// <param name="modelOf">The model of an entry, which has the head that the entry names.</param>
    public ServedIndices(IReadOnlyDictionary<string, IndexOptions> indices, Func<IndexOptions, ServedModel> modelOf)
    {
        All = [.. indices.Select(entry => Compile(entry.Key, entry.Value, modelOf(entry.Value)))];
        _table = new(All.ToDictionary(index => index.Pattern));
        Cutters = [.. All.DistinctBy(index => index.Field).Select(index => index.Cutter)];
    }

    /// <summary>Every entry, in the configuration's order.</summary>
    public IReadOnlyList<ServedIndex> All { get; }

    /// <summary>Whether nothing is served, so that no write needs a look.</summary>
    public bool IsEmpty => All.Count == 0;

    /// <summary>The cutters of every embedding object that there may be.</summary>
    public IReadOnlyCollection<EmbeddingCutter> Cutters { get; }

    /// <summary>The index that documents of a name are written to.</summary>
    /// <param name="name">An index, alias or data stream as the client wrote it, unescaped.</param>
    /// <returns>The index; <see langword="null"/> when it is not served, or when the name is an expression, to which no engine writes.</returns>
    public ServedIndex? FindTarget(string name) => name.AsSpan().ContainsAny(',', '*') ? null : _table.Find(name);

    /// <summary>What an index expression as it stands in a request's path is served as: <c>a</c>, <c>a,b</c>, <c>a*</c>.</summary>
    /// <param name="expression">The expression, unescaped; <see langword="null"/> for all indices.</param>
    /// <returns>
    /// The index, when every part of the expression is searched alike; otherwise <see langword="null"/>. What a document's text is made of matters when it is
    /// written, not to how it is searched.
    /// </returns>
    public ServedIndex? FindAll(string? expression)
    {
        ServedIndex? found = null;
        foreach (var part in NameOf(expression).Split(','))
        {
            var index = part.StartsWith('-') ? found : _table.Find(part);
            if (index is null || (found is not null && !found.Options.IsSearchedAs(index.Options)))
            {
                return null;
            }

            found = found is null || index.TextFields.All(found.TextFields.Contains)
                ? found ?? index
                : found with { TextFields = [.. found.TextFields.Union(index.TextFields)] };
        }

        return found;
    }

    /// <summary>Why an expression is not served as one index.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public RerankReason ReasonOf(string? expression) =>
        Array.Exists(NameOf(expression).Split(','), part => _table.Find(part) is not null) ? RerankReason.MixedIndices : RerankReason.NotConfigured;

    /// <summary>The cutters for an expression: one where its index is known, all where it may include one that is served, none otherwise.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public IReadOnlyCollection<EmbeddingCutter> CuttersFor(string? expression)
    {
        if (expression is not null && FindAll(expression) is { } index)
        {
            return [index.Cutter];
        }

        return expression is null || Array.Exists(expression.Split(','), MayInclude) ? Cutters : [];
    }

    /// <summary>The embedding object of everything that an expression names; <see langword="null"/> where not all of it is served, or not alike.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public EmbeddingField? FieldOf(string? expression) => FindAll(expression)?.Field;

    /// <summary>Whether everything that an expression names is served, so that a request may be changed for it.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public bool IsAllServed(string? expression) => FieldOf(expression) is not null;

    /// <summary>An expression as it is sent; <see langword="null"/> stands for all indices.</summary>
    public static string NameOf(string? expression) => expression ?? AllIndices;

    private static ServedIndex Compile(string pattern, IndexOptions options, ServedModel model) =>
        new(pattern, options, model, model.FindHead(options.Crossing)!);

    private bool MayInclude(string part) =>
        _table.Find(part) is not null
        || part is AllIndices or ""
        || (part.Contains('*', StringComparison.Ordinal) && All.Any(index => Overlap(Prefix(index.Pattern), Prefix(part))));

    // What two patterns have in common is not worked out; that neither beginning rules the other out is enough to look.
    private static bool Overlap(string a, string b) => a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);

    private static string Prefix(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? pattern : pattern[..star];
    }
}
