using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Tests.Jobs;

/// <summary>A worker's way to the cluster, at which a test hears of every call, and which it can cut.</summary>
internal sealed class SwitchedCalls(IClusterCalls calls) : IClusterCalls
{
    private volatile bool _isCut;

    /// <summary>Hears of each call before it is sent.</summary>
    public Func<ClusterCall, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>From now on nothing that this worker does reaches the cluster: as if its machine were gone.</summary>
    public void Cut() => _isCut = true;

    /// <summary>Whether a call writes documents of the index.</summary>
    public static bool IsBulk(ClusterCall call) => call.Target.StartsWith("/_bulk", StringComparison.Ordinal);

    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        if (!_isCut)
        {
            await Before(call);
        }

        return _isCut ? ClusterAnswer.Unreachable("The machine is gone.") : await calls.SendAsync(call, cancellationToken);
    }
}
