using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>The documents of a student: embedded by a tower that learns, or by one that stays as it is. Numbers are a corpus'. Not thread-safe.</summary>
internal interface IStudentDocuments : IDisposable
{
    /// <summary>Embeds ahead what steps will ask for, where it does not change while the student learns.</summary>
    /// <param name="numbers">The documents, each once; each has a text.</param>
    /// <param name="progress">Makes what is told how many are done, of how many there are to do.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    void Prepare(IReadOnlyList<int> numbers, Func<int, IProgress<int>> progress, CancellationToken cancellationToken);

    /// <summary>The documents of a step, rounded to bytes: [numbers, dimensions].</summary>
    /// <param name="numbers">The documents.</param>
    Tensor Embed(IReadOnlyList<int> numbers);

    /// <summary>Many documents as what their bytes stand for, without gradients; the caller owns them.</summary>
    /// <param name="numbers">The documents, each once; each has a text.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    TextEmbeddings EmbedAll(IReadOnlyList<int> numbers, IProgress<int>? progress, CancellationToken cancellationToken);
}
