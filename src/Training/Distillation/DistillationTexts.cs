using System.Security.Cryptography;
using System.Text;
using TwinBert.Evaluation.Beir;
using TwinBert.Training.Texts;

namespace TwinBert.Training.Distillation;

/// <summary>The texts to distil on, in units that a batch takes together. Immutable and thread-safe.</summary>
internal sealed class DistillationTexts
{
    private const int HeldUnits = 512;
    private const int LeastUnits = 8;

    private DistillationTexts(SourceText[] texts, string[] sources, int[][] trained, int[][] held)
    {
        (Texts, Sources, Trained, Held) = (texts, sources, trained, held);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{text.Kind} {text.Limit}\n{text.Text}\n"));
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>All texts.</summary>
    public IReadOnlyList<SourceText> Texts { get; }

    /// <summary>The sources' paths, by their numbers.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>The units to train on, as numbers of texts; those of a source that counts twice stand there twice.</summary>
    public IReadOnlyList<int[]> Trained { get; }

    /// <summary>
    /// Units that are not trained on, for the dev metric: of sources that count once and whose queries get no neighbours, where there are such.
    /// </summary>
    public IReadOnlyList<int[]> Held { get; }

    /// <summary>Of the texts and their limits.</summary>
    public string Hash { get; }

    /// <summary>Reads the sources.</summary>
    /// <param name="options">The sources, and how they are read.</param>
    /// <param name="seed">Decides what is held out.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <exception cref="DatasetException">A source is missing or malformed, or there are too few texts.</exception>
    public static DistillationTexts Read(EmbedDistillOptions options, int seed, CancellationToken cancellationToken)
    {
        var weights = options.Texts.CountBy(path => path).ToArray();
        var sources = weights.Select(source => new TextSource(source.Key)
        {
            TextFields = options.TextFields,
            Split = options.Split,
            QueryLimit = options.MaxTokens,
            DocumentLimit = Directory.Exists(source.Key) ? options.DocumentTokens : options.MaxTokens,
        });
        var texts = TextSources.Read(sources, cancellationToken).ToArray();
        var units = Enumerable.Range(0, texts.Length).GroupBy(i => texts[i].Unit).Select(unit => unit.ToArray()).ToArray();
        if (units.Length < LeastUnits)
        {
            throw new DatasetException(
                $"The sources have {units.Length} texts or pairs, and {LeastUnits} are the least to train and to measure on. Name more with --text.");
        }

        int Weight(int[] unit) => weights[texts[unit[0]].Source].Value;
        bool GetsNeighbours(int[] unit) => options.QueryNeighbours > 0 && Directory.Exists(weights[texts[unit[0]].Source].Key);
        var drawn = units.ToArray();
        new Random(seed).Shuffle(drawn);
        var held = drawn.OrderBy(Weight).ThenBy(GetsNeighbours).Take(Math.Min(HeldUnits, units.Length / LeastUnits)).ToHashSet();
        return new(
            texts,
            [.. weights.Select(source => source.Key)],
            [.. units.Where(unit => !held.Contains(unit)).SelectMany(unit => Enumerable.Repeat(unit, Weight(unit)))],
            [.. held]);
    }
}
