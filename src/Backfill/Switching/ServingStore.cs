using TwinBert.Backfill.Keeping;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Switching;

/// <summary>
/// Keeps in the cluster which of two models searches are ranked by: one document, which every sidecar reads, so that all of them change over within a moment,
/// and one that starts later knows it too (docs/adr/0018-two-models-at-once.md). Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster, with the operator's credentials.</param>
public sealed class ServingStore(IClusterCalls calls)
{
    /// <summary>The index that has the document.</summary>
    public const string Index = ".twinbert-serving";

    private const string Document = "serving";
    private const int Tries = 5;
    private readonly KeptDocuments _documents = new(calls, Index, "{}");

    /// <summary>Reads the decisions, as they are at this moment.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The decisions, by entry of the configuration; or why they are not known, in one line.</returns>
    public async ValueTask<(IReadOnlyDictionary<string, ServingDecision>? Entries, string? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var (kept, failure) = await KeptAsync(cancellationToken).ConfigureAwait(false);
        return failure is null ? (EntriesOf(kept), null) : (null, failure);
    }

    /// <summary>Changes the decision on one entry, whoever changes those on others at the same time.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="change">
    /// The new decision, of the one that there is: <see langword="null"/> to have none. The same one leaves everything as it is. Called again where somebody
    /// else was faster.
    /// </param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why it was not changed, in one line; <see langword="null"/> where it is as it was wanted.</returns>
    public async ValueTask<string?> ChangeAsync(string entry, Func<ServingDecision?, ServingDecision?> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        for (var i = 0; i < Tries; i++)
        {
            var (kept, failure) = await KeptAsync(cancellationToken).ConfigureAwait(false);
            var before = EntriesOf(kept).GetValueOrDefault(entry);
            if (failure is not null || change(before) is var after && after == before)
            {
                return failure;
            }

            var entries = EntriesOf(kept).Where(other => other.Key != entry).ToDictionary();
            if (after is not null)
            {
                entries[entry] = after;
            }

            // Where the index cannot be made, the write says why.
            _ = kept is null ? await _documents.MakeAsync(cancellationToken).ConfigureAwait(false) : null;
            (var written, failure) = await _documents.WriteAsync(Document, new ServingContent(entries), kept, cancellationToken).ConfigureAwait(false);
            if (written is not null || failure is not null)
            {
                return failure;
            }
        }

        return $"Others kept changing {Index} at the same time. Try again.";
    }

    private static Dictionary<string, ServingDecision> EntriesOf(Kept<ServingContent>? kept) => kept?.Document.Entries ?? [];

    private async ValueTask<(Kept<ServingContent>? Kept, string? Failure)> KeptAsync(CancellationToken cancellationToken)
    {
        var (found, failure) = await _documents.ReadAsync<ServingContent>([Document], cancellationToken).ConfigureAwait(false);
        return failure is not null ? (null, failure)
            : found[0] is { Document.Entries: null } ? (null, $"The document in {Index} is not of this version of TwinBert.")
            : (found[0], null);
    }
}

/// <summary>The document.</summary>
/// <param name="Entries">The decisions, by entry of the configuration.</param>
internal sealed record ServingContent(Dictionary<string, ServingDecision> Entries);
