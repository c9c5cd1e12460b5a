using TwinBert.Cli.Repair;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Tests.Repair;

/// <summary>A repair that is interrupted right before its last step.</summary>
internal sealed class BrokenOffCalls(Uri engine) : IClusterCalls, IDisposable
{
    private readonly TransportClusterCalls _calls = new(new TransportOptions(engine));

    public async Task<int> RunAsync(string name, CancellationToken cancellationToken)
    {
        var index = await RepairIndex.ReadAsync(this, name, cancellationToken);
        var misfit = new EmbeddingMisfit(EmbeddingMisfitCause.Guessed, "twinbert.embedding", "long", "a vector");
        try
        {
            var run = new RepairRun(this, index, new EmbeddingField("twinbert"), "\"twinbert\":{\"type\":\"object\",\"enabled\":false}");
            await run.RunAsync(misfit, dryRun: false, TextWriter.Null, cancellationToken);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
        call.Target == "/_aliases" ? throw new OperationCanceledException("Ctrl-C") : _calls.SendAsync(call, cancellationToken);

    public void Dispose() => _calls.Dispose();
}
