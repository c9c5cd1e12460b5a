using TwinBert.Training.Corpus;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>Documents whose tower learns: they are encoded anew in each step.</summary>
/// <param name="twin">The encoder.</param>
/// <param name="corpus">The documents.</param>
internal sealed class LearnedDocuments(TwinEncoder twin, TrainingCorpus corpus) : IStudentDocuments
{
    private readonly int _width = twin.Shape.Tower.Trunk.TokenWidth;

    /// <inheritdoc/>
    public void Prepare(IReadOnlyList<int> numbers, Func<int, IProgress<int>> progress, CancellationToken cancellationToken)
    {
    }

    /// <inheritdoc/>
    public Tensor Embed(IReadOnlyList<int> numbers) => SignedBytes.Round(LengthSorted.Embed(twin.Document, Tokens(numbers), _width));

    /// <inheritdoc/>
    public TextEmbeddings EmbedAll(IReadOnlyList<int> numbers, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        return TextEmbeddings.Of(SignedBytes.Round(LengthSorted.All(twin.Document, Tokens(numbers), _width, progress, cancellationToken)), numbers);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private ReadOnlyMemory<int>[] Tokens(IReadOnlyList<int> numbers) => [.. numbers.Select(number => corpus.Documents[number]!.Value)];
}
