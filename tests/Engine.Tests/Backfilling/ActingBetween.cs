using TwinBert.Search.Cluster;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Does something to the engine before or after a certain bulk write, as an application or an operator would.</summary>
internal sealed class ActingBetween(IClusterCalls calls, int bulk, Func<Task> act) : IClusterCalls
{
    private int _bulks;

    public bool Afterwards { get; init; }

    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        var isTheOne = call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && ++_bulks == bulk;
        if (isTheOne && !Afterwards)
        {
            await act();
        }

        var answer = await calls.SendAsync(call, cancellationToken);
        if (isTheOne && Afterwards)
        {
            await act();
        }

        return answer;
    }
}
