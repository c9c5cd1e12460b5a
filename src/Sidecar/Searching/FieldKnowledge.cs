using TwinBert.Search.Analysis;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Knows which fields of an index suggestions are made of. Found out beside a search whose text may be half typed, with the operator's credentials or, where
/// there are none that suffice, the caller's, and renewed after a while. Thread-safe.
/// </summary>
internal sealed class FieldKnowledge(UpstreamCluster cluster, OperatorCalls own, TimeProvider time)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FoundOut<BeginningFields> _found = new(time);

    /// <summary>What is known of what is searched; where that is nothing yet or was long ago, it is being found out.</summary>
    /// <param name="client">The caller's request, which need not last as long.</param>
    /// <param name="search">The search.</param>
    public BeginningFields Find(ClientRequest client, EligibleSearch search)
    {
        if (_found.TryBegin(search.Indices, known => known is null ? UnknownFor : KnownFor))
        {
            var caller = cluster.DetachedCallsFor(client);
            _ = Task.Run(() => AskAsync(caller, search.Indices));
        }

        return _found.Find(search.Indices) ?? BeginningFields.NotKnown;
    }

    private async Task AskAsync(IClusterCalls caller, string indices)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var fields = own.HasCredentials ? await BeginningFields.AskAsync(own, indices, patience.Token) : null;
            if ((fields ?? await BeginningFields.AskAsync(caller, indices, patience.Token)) is { } known)
            {
                _found.Keep(indices, known);
            }
        }
        catch (OperationCanceledException)
        {
            // Not answered in time: what was known, if anything, holds on.
        }
    }
}
