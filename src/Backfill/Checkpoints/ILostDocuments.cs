using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Checkpoints;

/// <summary>The list of documents that could not get an embedding.</summary>
public interface ILostDocuments
{
    /// <summary>Those of an index that should have got an embedding object.</summary>
    /// <param name="index">The index's name.</param>
    /// <param name="embedding">The embedding object.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The documents; or why the list cannot be read, in one line.</returns>
    ValueTask<(IReadOnlyList<DeadLetter> Letters, string? Failure)> LoadAsync(
        string index, EmbeddingField embedding, CancellationToken cancellationToken);

    /// <summary>Takes documents that were tried again out of the list, and puts those into it that are lost still.</summary>
    /// <param name="tried">The documents that were tried.</param>
    /// <param name="lost">Those that are lost, with what is wrong with them now.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that was not possible, in one line; <see langword="null"/> when it was.</returns>
    ValueTask<string?> ReplaceAsync(IReadOnlyCollection<DeadLetter> tried, IReadOnlyCollection<DeadLetter> lost, CancellationToken cancellationToken);
}
