using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Guarding;

/// <summary>Makes sure that a run still works on the index that it began with, and says what became of it where it does not. Not for concurrent use.</summary>
/// <param name="plan">The index.</param>
/// <param name="guard">Where its writes go.</param>
/// <param name="direct">The way to the cluster without repetitions.</param>
/// <param name="reader">Asks for the index.</param>
/// <param name="scanner">For an account that may not read statistics.</param>
internal sealed class IndexWatch(IndexPlan plan, WriteGuard guard, IClusterCalls direct, IndexIdentityReader reader, IndexScanner scanner)
{
    private IndexIdentity? _begun;

    /// <summary>Reads how far the index is, and compares it with what the run began with.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The index; or why the run cannot go on.</returns>
    public async ValueTask<(IndexIdentity? Identity, string? Failure)> CheckAsync(CancellationToken cancellationToken)
    {
        var (now, failure) = await reader.ReadAsync(plan, cancellationToken).ConfigureAwait(false);
        if (now is null)
        {
            return (null, failure);
        }

        if (Replaced(now.Uuid, now) is { } replaced)
        {
            return (null, replaced);
        }

        _begun ??= now;
        return (now, null);
    }

    /// <summary>Finds the cause behind a failure: often it is that the index is no longer the one that it was.</summary>
    /// <param name="failure">What the step that failed says.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask<IndexFailure> ExplainAsync(string failure, CancellationToken cancellationToken)
    {
        // Asked once: where the cluster is gone, the step that failed has waited long enough already. First for the uuid: an index that was made
        // a moment ago has one before its shards answer.
        var (uuid, unknown) = await IndexIdentityReader.UuidAsync(direct, plan.Name, plan.Name, cancellationToken).ConfigureAwait(false);
        if (unknown is not null)
        {
            return new(failure);
        }

        if (uuid is null)
        {
            return new($"The index was deleted while it was backfilled.{Certainty(" It was not made again by the run.", failure)}", IsReplaced: true);
        }

        var once = new IndexIdentityReader(direct, scanner);
        var (now, _) = uuid == plan.Uuid ? await once.ReadAsync(plan, cancellationToken).ConfigureAwait(false) : default;
        if (Replaced(uuid, now) is { } replaced)
        {
            var certainty = Certainty(" Nothing was written into the new one.", failure);
            return new($"{replaced}{certainty} The same command backfills what is there now.", IsReplaced: true);
        }

        return await IsAliasGoneAsync(cancellationToken).ConfigureAwait(false)
            ? new($"The run's alias '{guard.Target}' was taken from the index, by another run or by hand: {failure} The same command goes on.")
            : new(failure);
    }

    /// <summary>Whether the alias that writes go through is no longer there.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<bool> IsAliasGoneAsync(CancellationToken cancellationToken)
    {
        if (!guard.UsesAlias)
        {
            return false;
        }

        var (uuid, failure) = await IndexIdentityReader.UuidAsync(direct, guard.Target, plan.Name, cancellationToken).ConfigureAwait(false);
        return uuid is null && failure is null;
    }

    private string? Replaced(string uuid, IndexIdentity? now)
    {
        if (uuid != plan.Uuid)
        {
            return "The index was deleted and made anew while it was backfilled.";
        }

        return _begun is { } begun && now?.Replaces(begun) == true
            ? "The index was restored from a snapshot while it was backfilled."
            : null;
    }

    // Without an alias the last batch may have gone wrong; what found that out says so.
    private string Certainty(string text, string failure) => guard.UsesAlias ? text : $" {failure}";
}
