using System.Security.Cryptography;
using System.Text;
using TwinBert.Evaluation.Beir;
using TwinBert.Training.Sampling;
using TwinBert.Training.Texts;

namespace TwinBert.Training.Towers;

/// <summary>
/// The texts that a tower learns on: of a document's side, documents with the queries that stand beside them; of a query's side, queries, and what
/// <see cref="QueryVariations"/> makes. Immutable and thread-safe.
/// </summary>
internal sealed class TowerTexts
{
    private const int HeldUnits = 256;
    private const int LeastUnits = 8;
    private const int MisspeltShare = 4;

    private TowerTexts(IReadOnlyList<SourceText> texts, IReadOnlyList<(string Text, int Meant)> misspelt, TextKind side, int seed)
    {
        (Texts, Misspelt) = (texts, misspelt);
        var units = Enumerable.Range(0, texts.Count).GroupBy(i => texts[i].Unit).Select(unit => unit.ToArray())
            .Where(unit => unit.Any(text => texts[text].Kind == side)).ToArray();
        if (units.Length < LeastUnits)
        {
            throw new DatasetException($"The sources have {units.Length} texts for this side, and {LeastUnits} are the least. Name more with --text.");
        }

        new Random(Seeds.Of(seed, 1)).Shuffle(units);
        var held = Math.Min(HeldUnits, units.Length / LeastUnits);
        var errors = misspelt.Index().ToLookup(entry => entry.Item.Meant, entry => texts.Count + entry.Index);
        Held = units[..held];
        Trained = [.. units[held..].SelectMany(unit => unit.SelectMany(text => errors[text]).Select(error => new[] { error }).Prepend(unit))];
        Hash = HashOf(texts, misspelt);
    }

    /// <summary>The texts that the space knows.</summary>
    public IReadOnlyList<SourceText> Texts { get; }

    /// <summary>Queries with typing errors, which are read and not known to the space, and the numbers of what they mean.</summary>
    public IReadOnlyList<(string Text, int Meant)> Misspelt { get; }

    /// <summary>The units to train on: numbers of texts, and after the last text's number those of misspelt ones.</summary>
    public IReadOnlyList<int[]> Trained { get; }

    /// <summary>Units that are not trained on.</summary>
    public IReadOnlyList<int[]> Held { get; }

    /// <summary>Of all texts.</summary>
    public string Hash { get; }

    /// <summary>Reads the sources.</summary>
    /// <param name="options">The sources, and how they are read.</param>
    /// <param name="pieces">The vocabulary's pieces.</param>
    /// <param name="seed">Decides what is drawn and made.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <exception cref="DatasetException">A source is missing or malformed, or there are too few texts.</exception>
    public static TowerTexts Read(TowerOptions options, IEnumerable<string> pieces, int seed, CancellationToken cancellationToken)
    {
        var sources = options.Texts.Select(path => new TextSource(path)
        {
            TextFields = options.TextFields,
            Split = options.Split,
            QueryLimit = options.QueryTokens,
            DocumentLimit = options.DocumentTokens,
        });
        var read = Sampled(TextSources.Read(sources, cancellationToken), options.Sample, seed);
        if (options.Side == TextKind.Document)
        {
            return new(read, [], options.Side, seed);
        }

        var variations = new QueryVariations(Seeds.Of(seed, 2));
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var unit = 0;
        SourceText Query(string text) => new(text, TextKind.Query, options.QueryTokens, unit++, 0);
        var texts = read.Index()
            .SelectMany(entry => entry.Item.Kind == TextKind.Query ? [entry.Item.Text] : variations.OfDocument(entry.Item.Text, entry.Index))
            .Concat(variations.OfWords(pieces, options.Words))
            .Where(text => text.Length > 0 && known.Add(text)).Select(Query).ToArray();
        var misspelt = texts.Index().Where(entry => entry.Index % MisspeltShare == 0)
            .Select(entry => (variations.Misspelt(entry.Item.Text, entry.Index), entry.Index)).ToArray();
        return new(texts, misspelt, options.Side, seed);
    }

    private static SourceText[] Sampled(IEnumerable<SourceText> texts, int? most, int seed)
    {
        var all = texts.ToArray();
        if (most is not { } limit)
        {
            return all;
        }

        var kept = all.GroupBy(text => text.Source).SelectMany(source =>
        {
            var units = source.Select(text => text.Unit).Distinct().ToArray();
            new Random(Seeds.Of(seed, 3, source.Key)).Shuffle(units);
            return units.Take(limit);
        }).ToHashSet();
        return [.. all.Where(text => kept.Contains(text.Unit))];
    }

    private static string HashOf(IEnumerable<SourceText> texts, IEnumerable<(string Text, int Meant)> misspelt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in texts.Select(text => $"{text.Kind} {text.Limit}\n{text.Text}\n").Concat(misspelt.Select(entry => $"{entry.Meant} {entry.Text}\n")))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
