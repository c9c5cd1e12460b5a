using TwinBert.Evaluation.Scoring;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Training.Corpus;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>
/// Documents as a package embeds them, which learns nothing: its vectors, in whatever index they are stored, are those of the student too. Each document is
/// encoded once, as the package's own tokenizer and limits have it, and kept as the bytes that would be stored.
/// </summary>
internal sealed class KeptDocuments : IStudentDocuments
{
    private const float Largest = sbyte.MaxValue;
    private const int BatchSize = 64;
    private readonly TrainingCorpus _corpus;
    private readonly OnnxModel _model;
    private readonly CachedDocumentEncoder _encoder;
    private readonly Dictionary<int, ReadOnlyMemory<sbyte>> _known = [];

    private KeptDocuments(TrainingCorpus corpus, OnnxModel model, string folder) =>
        (_corpus, _model, _encoder) = (corpus, model, new(model.DocumentEncoder, folder));

    /// <summary>Loads the package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="corpus">The documents.</param>
    /// <param name="folder">Keeps what is encoded, for a run that goes on, or another on the same texts.</param>
    /// <exception cref="ModelPackageException">A graph cannot be loaded.</exception>
    public static KeptDocuments Open(ModelPackage package, TrainingCorpus corpus, string folder)
    {
        var model = OnnxModel.Load(package, new() { DocumentConcurrency = Environment.ProcessorCount });
        try
        {
            return new(corpus, model, folder);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Prepare(IReadOnlyList<int> numbers, Func<int, IProgress<int>> progress, CancellationToken cancellationToken) =>
        Encode(numbers, progress(numbers.Count), cancellationToken);

    /// <inheritdoc/>
    public Tensor Embed(IReadOnlyList<int> numbers)
    {
        Encode(numbers, null, CancellationToken.None);
        return Rows(numbers);
    }

    /// <inheritdoc/>
    public TextEmbeddings EmbedAll(IReadOnlyList<int> numbers, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        Encode(numbers, progress, cancellationToken);
        return TextEmbeddings.Of(Rows(numbers), numbers);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private void Encode(IReadOnlyList<int> numbers, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var missing = numbers.Where(number => !_known.ContainsKey(number)).ToHashSet();
        var done = numbers.Count - missing.Count;
        foreach (var batch in _corpus.Texts(missing).Chunk(BatchSize))
        {
            var embeddings = _encoder.EncodeAsync([.. batch.Select(document => document.Text)], cancellationToken).AsTask().GetAwaiter().GetResult();
            foreach (var (document, embedding) in batch.Zip(embeddings))
            {
                _known[document.Number] = embedding.Values;
            }

            progress?.Report(done += batch.Length);
        }
    }

    private Tensor Rows(IReadOnlyList<int> numbers)
    {
        var dimensions = _model.Package.Dimensions;
        var values = new float[numbers.Count * dimensions];
        for (var row = 0; row < numbers.Count; row++)
        {
            var bytes = _known[numbers[row]].Span;
            for (var i = 0; i < dimensions; i++)
            {
                values[(row * dimensions) + i] = bytes[i] / Largest;
            }
        }

        return tensor(values, [numbers.Count, dimensions]);
    }
}
