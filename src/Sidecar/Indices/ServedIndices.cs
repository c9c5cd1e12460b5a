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
    private readonly PatternTable<GenerationPair> _table;
    private readonly EmbeddingCutter _cutter;

    /// <summary>Compiles the entries of a configuration.</summary>
    /// <param name="indices">The entries, validated.</param>
    /// <param name="modelOf">The model of an entry, which has the head that the entry names.</param>
    /// <param name="serving">Which of two models searches are ranked by.</param>
    public ServedIndices(IReadOnlyDictionary<string, IndexOptions> indices, Func<IndexOptions, ServedModel> modelOf, ServingFields serving)
    {
        Entries = [.. indices.Select(entry => Compile(entry.Key, entry.Value, modelOf, serving))];
        All = [.. Entries.Select(entry => entry.Configured)];
        _table = new(Entries.ToDictionary(entry => entry.Configured.Pattern));
        _cutter = new([.. All.SelectMany(index => index.Hidden.Append(index.Field)).Distinct()]);
    }

    /// <summary>Every entry with its models, in the configuration's order.</summary>
    public IReadOnlyList<GenerationPair> Entries { get; }

    /// <summary>Every entry with the model that it names, in the configuration's order.</summary>
    public IReadOnlyList<ServedIndex> All { get; }

    /// <summary>Whether nothing is served, so that no write needs a look.</summary>
    public bool IsEmpty => All.Count == 0;

    /// <summary>The index that documents of a name are written to.</summary>
    /// <param name="name">An index, alias or data stream as the client wrote it, unescaped.</param>
    /// <returns>The index; <see langword="null"/> when it is not served, or when the name is an expression, to which no engine writes.</returns>
    public ServedIndex? FindTarget(string name) => name.AsSpan().ContainsAny(',', '*') ? null : _table.Find(name)?.Serving;

    /// <summary>What an index expression as it stands in a request's path is served as: <c>a</c>, <c>a,b</c>, <c>a*</c>.</summary>
    /// <param name="expression">The expression, unescaped; <see langword="null"/> for all indices.</param>
    /// <returns>
    /// The index, when every part of the expression is searched alike; otherwise <see langword="null"/>. What a document's text is made of matters when it is
    /// written, not to how it is searched.
    /// </returns>
    public ServedIndex? FindAll(string? expression)
    {
        GenerationPair? first = null;
        IReadOnlyList<string> texts = [];
        var isNext = true;
        foreach (var part in NameOf(expression).Split(','))
        {
            var found = part.StartsWith('-') ? first : _table.Find(part);
            if (found is null || (first is not null && !first.Configured.Options.IsSearchedAs(found.Configured.Options)))
            {
                return null;
            }

            var own = found.Configured.TextFields;
            texts = first is null ? own : own.All(texts.Contains) ? texts : [.. texts.Union(own)];
            first ??= found;

            // What is searched together is ranked by one model: by the next one when all of it is.
            isNext &= found.IsNextServing;
        }

        var index = isNext ? first!.Next! : first!.Configured;
        return ReferenceEquals(texts, index.TextFields) ? index : index with { TextFields = texts };
    }

    /// <summary>Why an expression is not served as one index.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public RerankReason ReasonOf(string? expression) =>
        Array.Exists(NameOf(expression).Split(','), part => _table.Find(part) is not null) ? RerankReason.MixedIndices : RerankReason.NotConfigured;

    /// <summary>The cutter for an expression: that of its index where it is known, one of all objects where it may include an index that is served.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    /// <returns>The cutter; <see langword="null"/> where no index that is served is included.</returns>
    public EmbeddingCutter? CutterFor(string? expression) =>
        expression is not null && FindAll(expression) is { } index ? index.Cutter
        : !IsEmpty && (expression is null || Array.Exists(expression.Split(','), MayInclude)) ? _cutter
        : null;

    /// <summary>The embedding objects of everything that an expression names; none where not all of it is served, or not alike.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public IReadOnlyList<EmbeddingField> FieldsOf(string? expression) => FindAll(expression) is { } index ? [index.Field, .. index.Hidden] : [];

    /// <summary>Whether everything that an expression names is served, so that a request may be changed for it.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public bool IsAllServed(string? expression) => FindAll(expression) is not null;

    /// <summary>An expression as it is sent; <see langword="null"/> stands for all indices.</summary>
    public static string NameOf(string? expression) => expression ?? AllIndices;

    private static GenerationPair Compile(string pattern, IndexOptions options, Func<IndexOptions, ServedModel> modelOf, ServingFields serving)
    {
        var next = options.WithNext();
        EmbeddingField[] hidden = [.. options.HiddenEmbeddingFields.Select(name => new EmbeddingField(name))];
        var pair = new GenerationPair(
            Compile(options, next is null ? hidden : [new(next.EmbeddingField), .. hidden]),
            next is null ? null : Compile(next, [new(options.EmbeddingField), .. hidden]),
            serving);
        pair.Configured.Generations = pair;
        pair.Next?.Generations = pair;
        return pair;

        ServedIndex Compile(IndexOptions generation, IReadOnlyList<EmbeddingField> others)
        {
            var model = modelOf(generation);
            return new(pattern, generation, model, model.FindHead(generation.Crossing)!, others);
        }
    }

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
