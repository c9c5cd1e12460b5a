using TwinBert.Training.Corpus;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>What a tower makes of some texts of a dataset, by their numbers; owns its tensor. Not thread-safe.</summary>
internal sealed class TextEmbeddings : IDisposable
{
    private readonly Tensor _values;
    private readonly Dictionary<int, long> _rows;

    private TextEmbeddings(Tensor values, IReadOnlyList<int> numbers)
    {
        _values = values.DetachFromDisposeScope();
        _rows = Enumerable.Range(0, numbers.Count).ToDictionary(i => numbers[i], i => (long)i);
    }

    /// <summary>The number of texts.</summary>
    public int Count => _rows.Count;

    /// <summary>Embeds queries, as floats.</summary>
    /// <param name="twin">The encoder; it must not drop anything.</param>
    /// <param name="set">The split.</param>
    /// <param name="numbers">The queries, each once.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static TextEmbeddings OfQueries(
        TwinEncoder twin,
        TrainingSet set,
        IReadOnlyList<int> numbers,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var queries = numbers.Select(number => set.Queries[number].Tokens).ToArray();
        return Of(LengthSorted.All(twin.Query, queries, twin.Shape.Tower.Trunk.TokenWidth, progress, cancellationToken), numbers);
    }

    /// <summary>Takes embeddings over.</summary>
    /// <param name="values">[numbers, dimensions].</param>
    /// <param name="numbers">The texts, each once.</param>
    public static TextEmbeddings Of(Tensor values, IReadOnlyList<int> numbers) => new(values, numbers);

    /// <summary>The embeddings of some texts: [numbers, dimensions].</summary>
    /// <param name="numbers">Texts that were embedded.</param>
    public Tensor Rows(IEnumerable<int> numbers) => _values.index_select(0, tensor(numbers.Select(number => _rows[number]).ToArray()));

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();
}
