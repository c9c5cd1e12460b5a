using TwinBert.Model.Packaging;
using TwinBert.Training.Corpus;
using TwinBert.Training.Embedding;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>
/// Documents as a package embeds them, which learns nothing: its vectors, in whatever index they are stored, are those of the student too. Each document is
/// encoded once, as the package's own tokenizer and limits have it, and kept as the bytes that would be stored.
/// </summary>
internal sealed class KeptDocuments : IStudentDocuments
{
    private const float Largest = sbyte.MaxValue;
    private readonly TrainingCorpus _corpus;
    private readonly PackagedEncoder _encoder;
    private readonly Dictionary<int, ReadOnlyMemory<sbyte>> _known = [];

    private KeptDocuments(TrainingCorpus corpus, PackagedEncoder encoder) => (_corpus, _encoder) = (corpus, encoder);

    /// <summary>Loads the package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="corpus">The documents.</param>
    /// <param name="folder">Keeps what is embedded.</param>
    /// <exception cref="ModelPackageException">A graph cannot be loaded.</exception>
    public static KeptDocuments Open(ModelPackage package, TrainingCorpus corpus, string folder) => new(corpus, PackagedEncoder.Open(package, folder));

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
    public void Dispose() => _encoder.Dispose();

    private void Encode(IReadOnlyList<int> numbers, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var missing = numbers.Where(number => !_known.ContainsKey(number)).ToHashSet();
        var done = numbers.Count - missing.Count;
        var texts = _corpus.Texts(missing).ToArray();
        foreach (var (document, bytes) in texts.Zip(_encoder.Encode(texts.Select(document => document.Text), cancellationToken)))
        {
            _known[document.Number] = bytes;
            progress?.Report(++done);
        }
    }

    private Tensor Rows(IReadOnlyList<int> numbers)
    {
        var dimensions = _encoder.Dimensions;
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
