using TwinBert.Cli.Hosting;
using TwinBert.Cli.Repair;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Tests.Repair;

/// <summary>A repair that is interrupted, or whose process dies, at one of its calls.</summary>
/// <param name="config">The configuration.</param>
internal sealed class BrokenOffCalls(string config) : IClusterCalls, IDisposable
{
    private readonly TwinBertOptions _options = Settings.Read(config, null);
    private TransportClusterCalls? _calls;
    private int _changes;

    /// <summary>Interrupts before the call that this is true of.</summary>
    public Func<ClusterCall, bool> IsInterrupt { get; init; } = _ => false;

    /// <summary>Runs behind each call.</summary>
    public Func<ClusterCall, Task> After { get; init; } = _ => Task.CompletedTask;

    /// <summary>What the repair said.</summary>
    public RepairReport? Report { get; private set; }

    /// <summary>The number of the change, from 1, at which the process dies; 0 for never.</summary>
    public int DiesAt { get; init; }

    /// <summary>Whether the engine still hears of the change at which the process dies.</summary>
    public bool DiesBehind { get; init; }

    /// <summary>Runs a repair.</summary>
    /// <returns>How it ended; <see langword="null"/> when the process died.</returns>
    public async Task<int?> RunAsync(string name, CancellationToken cancellationToken)
    {
        _calls = new TransportClusterCalls(new TransportOptions(new Uri(_options.Upstream.Url)));
        var (identity, _) = await ClusterIdentity.AskAsync(_calls, cancellationToken);
        var model = ModelLocator.Load(_options.Model);
        var index = await RepairIndex.ReadAsync(this, name, cancellationToken);
        var target = new RepairTarget(identity!, new("twinbert"), model.Fingerprint, model.Dimensions)
        {
            Spelling = VectorSpellings.Of(identity!.Family, VectorSpellings.CreatedOf(index.Description), asNumbers: false),
        };
        try
        {
            Report = await new RepairRun(this, index, target)
                .RunAsync(target.Compare(index.Mappings).Misfit, dryRun: false, TextWriter.Null, cancellationToken);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }
    }

    public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        if (IsInterrupt(call))
        {
            throw new OperationCanceledException("Ctrl-C");
        }

        if (call.Method == HttpMethod.Get || !IsChange(call.Target) || ++_changes < DiesAt || DiesAt == 0)
        {
            var answer = await _calls!.SendAsync(call, cancellationToken);
            await After(call);
            return answer;
        }

        // From then on nothing is sent any more.
        if (DiesBehind && _changes == DiesAt)
        {
            await _calls!.SendAsync(call, cancellationToken);
        }

        throw new InsufficientExecutionStackException("kill -9");
    }

    public void Dispose() => _calls?.Dispose();

    private static bool IsChange(string target) =>
        !target.Contains("_search", StringComparison.Ordinal) && !target.Contains("_count", StringComparison.Ordinal)
        && !target.Contains("_refresh", StringComparison.Ordinal) && !target.Contains("_pit", StringComparison.Ordinal)
        && !target.Contains("point_in_time", StringComparison.Ordinal);
}
