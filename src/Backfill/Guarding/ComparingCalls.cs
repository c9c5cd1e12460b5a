using TwinBert.Backfill.Planning;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Guarding;

/// <summary>
/// Compares the index with the one that was read before and after every call, for writes that cannot go through an alias. Stands below whatever repeats
/// calls, so
/// that a repetition is compared as well. Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="plan">The index that was read.</param>
internal sealed class ComparingCalls(IClusterCalls calls, IndexPlan plan) : IClusterCalls
{
    // No engine's status: nothing repeats it, and nothing takes it for an engine's answer.
    private const int Stopped = 410;

    /// <inheritdoc/>
    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        if (await DifferenceAsync(cancellationToken).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        var answer = await calls.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess && await DifferenceAsync(cancellationToken).ConfigureAwait(false) is { Status: Stopped } after
            ? after with { Failure = after.Failure + " The last batch may have reached the new index: compare it with its origin." }
            : answer;
    }

    private async ValueTask<ClusterAnswer?> DifferenceAsync(CancellationToken cancellationToken)
    {
        var (uuid, failure) = await IndexIdentityReader.UuidAsync(calls, plan.Name, plan.Name, cancellationToken).ConfigureAwait(false);
        return failure is not null ? ClusterAnswer.Unreachable(failure)
            : uuid == plan.Uuid ? null
            : new(Stopped, default, uuid is null ? $"There is no index '{plan.Name}' any more." : $"'{plan.Name}' is another index now.");
    }
}
