using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace TwinBert.Search.Analysis;

/// <summary>
/// The analysers of an index whose terms are beginnings or parts of words, by n-grams of many lengths: with these a text is found before its last word is
/// typed. N-grams of one or two lengths are how texts without blanks, compounds and typing errors are searched, and none of these. Immutable.
/// </summary>
internal sealed class BeginningAnalyzers
{
    private const int MostLengths = 2;
    private const string DefaultName = "default";

    private static readonly FrozenDictionary<string, JsonElement> None = FrozenDictionary<string, JsonElement>.Empty;
    private static readonly FrozenSet<string> EdgeTypes = ["edge_ngram", "edgeNGram"];
    private static readonly FrozenSet<string> PartTypes = ["ngram", "nGram"];

    private readonly FrozenSet<string> _names;

    /// <summary>Reads what an index says of its analysis.</summary>
    /// <param name="analysis">The value of <c>settings.index.analysis</c>.</param>
    /// <exception cref="InvalidOperationException">It is not in the form in which engines say it.</exception>
    public BeginningAnalyzers(JsonElement analysis)
    {
        var tokenizers = Members(analysis, "tokenizer");
        var filters = Members(analysis, "filter");
        _names = Members(analysis, "analyzer")
            .Where(analyzer => Cuts(analyzer.Value, "tokenizer", tokenizers) || Cuts(analyzer.Value, "filter", filters))
            .Select(analyzer => analyzer.Key)
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Whether there is any.</summary>
    public bool Any => _names.Count > 0;

    /// <summary>Whether an analyser is one.</summary>
    /// <param name="name">Its name; <see langword="null"/> for that of fields that name none.</param>
    public bool Contains(string? name) => _names.Contains(name ?? DefaultName);

    private static bool Cuts(JsonElement analyzer, string part, FrozenDictionary<string, JsonElement> defined) =>
        Names(analyzer, part).Any(name => Cuts(name, defined));

    // One that the index does not define is the engine's own, which has the type's name.
    private static bool Cuts(string name, FrozenDictionary<string, JsonElement> defined)
    {
        if (!defined.TryGetValue(name, out var definition))
        {
            return EdgeTypes.Contains(name);
        }

        var type = Names(definition, "type").FirstOrDefault("");
        return EdgeTypes.Contains(type) || (PartTypes.Contains(type) && Length(definition, "max_gram", 2) - Length(definition, "min_gram", 1) >= MostLengths);
    }

    private static int Length(JsonElement definition, string name, int otherwise) =>
        Names(definition, name).FirstOrDefault() is { } length && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;

    // Settings come back as texts, and lists of them.
    private static IEnumerable<string> Names(JsonElement definition, string name) =>
        definition.ValueKind != JsonValueKind.Object || !definition.TryGetProperty(name, out var value) ? []
            : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(one => one.ToString())
            : [value.ToString()];

    private static FrozenDictionary<string, JsonElement> Members(JsonElement analysis, string name) =>
        analysis.TryGetProperty(name, out var members)
            ? members.EnumerateObject().ToFrozenDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
            : None;
}
