using System.Numerics.Tensors;
using TwinBert.Inference.Sentences;
using TwinBert.Model.Tokenization;
using TwinBert.Training.Corpus;
using TwinBert.Training.Files;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Teachers;

/// <summary>
/// A sentence encoder that embeds query and document each for itself: its scores are cosines. It knows more words than a teacher learns from a domain's
/// judgements. Keeps the embeddings of the documents that it has seen.
/// </summary>
internal sealed class SentenceTeacher : IPairTeacher
{
    private const int FingerprintLength = 16;
    private const int PrefixTokens = 32;
    private readonly SentenceEncoders _encoders;
    private readonly ReadOnlyMemory<int> _queryPrefix;
    private readonly ReadOnlyMemory<int> _documentPrefix;
    private readonly Dictionary<int, float[]> _documents = [];

    private SentenceTeacher(SentenceEncoders encoders, TeacherName name, ITextTokenizer tokenizer, string queryPrefix, string documentPrefix)
    {
        (_encoders, Name, Tokenizer) = (encoders, name, tokenizer);
        (_queryPrefix, _documentPrefix) = (Pieces(queryPrefix), Pieces(documentPrefix));
    }

    /// <inheritdoc/>
    public TeacherName Name { get; }

    /// <inheritdoc/>
    public ITextTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public RunLimits? Limits => null;

    /// <summary>Opens an encoder.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="vocabulary">The vocabulary that it reads.</param>
    /// <param name="prefixes">What stands before queries and documents; empty for nothing.</param>
    /// <param name="threads">How many texts are encoded at once.</param>
    /// <exception cref="InvalidDataException">It is missing, no graph, or no sentence encoder.</exception>
    public static SentenceTeacher Open(string file, string vocabulary, (string Query, string Document) prefixes, int threads)
    {
        var (_, tokenizer) = PretrainedBert.ReadVocabulary(vocabulary);
        var encoders = SentenceEncoders.Open(file, threads);
        return new(
            encoders,
            new(Path.GetFileNameWithoutExtension(file), RunFile.Hash(file)[..FingerprintLength]),
            tokenizer,
            prefixes.Query,
            prefixes.Document);
    }

    /// <inheritdoc/>
    public float[] Score(IReadOnlyList<LabelPair> pairs, TrainingCorpus corpus, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var queries = pairs.Select(pair => pair.Query).DistinctBy(query => query.Id).ToArray();
        var embedded = queries
            .Select(query => query.Id)
            .Zip(Embed([.. queries.Select(query => Prefixed(_queryPrefix, query.Tokens))], cancellationToken))
            .ToDictionary(pair => pair.First, pair => pair.Second);
        var open = pairs.Select(pair => pair.Document).Distinct().Where(document => !_documents.ContainsKey(document)).ToArray();
        var vectors = Embed([.. open.Select(document => Prefixed(_documentPrefix, corpus.Documents[document]!.Value))], cancellationToken);
        for (var i = 0; i < open.Length; i++)
        {
            _documents.Add(open[i], vectors[i]);
        }

        progress?.Report(pairs.Count);
        return [.. pairs.Select(pair => TensorPrimitives.CosineSimilarity(embedded[pair.Query.Id], _documents[pair.Document]))];
    }

    /// <inheritdoc/>
    public void Dispose() => _encoders.Dispose();

    /// <summary>Shortest first, as a batch is padded to its longest.</summary>
    private float[][] Embed(ReadOnlyMemory<int>[] texts, CancellationToken cancellationToken)
    {
        var order = Enumerable.Range(0, texts.Length).OrderBy(i => texts[i].Length).ToArray();
        var all = new float[texts.Length * _encoders.Dimensions];
        _encoders.Encode([.. order.Select(i => texts[i])], all, cancellationToken);
        var vectors = new float[texts.Length][];
        for (var place = 0; place < order.Length; place++)
        {
            vectors[order[place]] = all.AsSpan(place * _encoders.Dimensions, _encoders.Dimensions).ToArray();
        }

        return vectors;
    }

    /// <summary>The text's pieces after those of the prefix, behind the first special token.</summary>
    private static ReadOnlyMemory<int> Prefixed(ReadOnlyMemory<int> prefix, ReadOnlyMemory<int> text) =>
        (int[])[text.Span[0], .. prefix.Span, .. text.Span[1..]];

    private ReadOnlyMemory<int> Pieces(string prefix) => string.IsNullOrWhiteSpace(prefix) ? default : Tokenizer.Encode(prefix, PrefixTokens).Ids[1..^1];
}
