using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Keeping;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Jobs;

/// <summary>The list of lost documents of the jobs that the cluster keeps. Thread-safe.</summary>
/// <param name="index">Where they are kept.</param>
public sealed class ClusterLostDocuments(KeptDocuments index) : ILostDocuments
{
    /// <inheritdoc/>
    public async ValueTask<(IReadOnlyList<DeadLetter> Letters, string? Failure)> LoadAsync(
        string index, EmbeddingField embedding, CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(index, embedding, cancellationToken).ConfigureAwait(false);
        return ([.. found.Select(entry => new DeadLetter(entry.Index, entry.Id, entry.Routing, entry.Reason) { Embedding = embedding.Name })], failure);
    }

    /// <inheritdoc/>
    public ValueTask<string?> ReplaceAsync(
        IReadOnlyCollection<DeadLetter> tried, IReadOnlyCollection<DeadLetter> lost, CancellationToken cancellationToken)
    {
        var (done, left) = (tried.Select(LostEntry.Of), lost.Select(LostEntry.Of).ToArray());
        var gone = done.Select(entry => entry.Name).Except(left.Select(entry => entry.Name)).Select(name => (name, default(LostEntry)));
        return index.ChangeAsync(gone.Concat(left.Select(entry => (entry.Name, (LostEntry?)entry))), cancellationToken);
    }

    /// <summary>Empties the list of an index and an embedding object, as far as can be.</summary>
    internal async ValueTask ClearAsync(string name, EmbeddingField embedding, CancellationToken cancellationToken)
    {
        var (found, _) = await FindAsync(name, embedding, cancellationToken).ConfigureAwait(false);
        await index.RemoveAsync(found.Select(entry => entry.Name), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(LostEntry[] Found, string? Failure)> FindAsync(string name, EmbeddingField embedding, CancellationToken cancellationToken)
    {
        var (found, failure) = await index.FindAsync<LostEntry>([("kind", LostEntry.LostKind), ("index", name)], cancellationToken).ConfigureAwait(false);
        return ([.. found.Select(entry => entry.Document).Where(entry => entry.Embedding == embedding.Mark)], failure);
    }
}
