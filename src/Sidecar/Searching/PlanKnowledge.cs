using System.Net;
using System.Text.Json;
using BitFaster.Caching.Lru;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.EngineCrossing;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Knows what is to be known of an index before the engine is sent a search with the crossing in it: whether it runs the script there, and how many documents
/// there are. Found out beside a search that would need it, with the caller's credentials, and renewed after a while. Of very many names, those that were not
/// searched for longest are forgotten. Thread-safe.
/// </summary>
internal sealed class PlanKnowledge(UpstreamCluster cluster, TimeProvider time)
{
    private const int Most = 1_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskedFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FastConcurrentLru<string, Finding> _findings = new(Environment.ProcessorCount, Most, StringComparer.Ordinal);

    /// <summary>What is known of what is searched; <see langword="null"/> for nothing yet.</summary>
    public CrossingKnowledge? Find(EligibleSearch search) => _findings.TryGet(search.Indices, out var finding) ? finding.Knowledge : null;

    /// <summary>Finds it out, unless that was done a moment ago. Goes on when the caller's request is over; what was known holds on meanwhile.</summary>
    /// <param name="client">The caller's request.</param>
    /// <param name="search">The search.</param>
    public void Learn(ClientRequest client, EligibleSearch search)
    {
        var known = _findings.TryGet(search.Indices, out var finding) ? finding : null;
        if (known is not null && time.GetElapsedTime(known.Since) < PeriodOf(known.Knowledge))
        {
            return;
        }

        _findings.AddOrUpdate(search.Indices, new(time.GetTimestamp(), known?.Knowledge));
        var calls = cluster.DetachedCallsFor(client);
        _ = Task.Run(() => AskAsync(calls, search));
    }

    private async Task AskAsync(IClusterCalls calls, EligibleSearch search)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var path = "/" + Uri.EscapeDataString(search.Indices);
            var anyQuery = new QueryEmbedding(new float[search.Index.Model.Dimensions]);
            var probe = CrossedSearchWriter.Probe(search.Index.Scripts[search.Dialect.Family]!.Write(anyQuery, search.Index.ModelWeight));
            var answer = await calls.SendAsync(new(HttpMethod.Post, path + "/_search?filter_path=_shards", probe), patience.Token);
            var count = await calls.SendAsync(new(HttpMethod.Get, path + "/_count"), patience.Token);
            if (IsRefused(answer) || IsRefused(count))
            {
                // What one caller may not ask says nothing to the others.
                return;
            }

            var runs = answer.IsSuccess && Number(answer.Body, "_shards", "failed") == 0;
            var knowledge = new CrossingKnowledge(runs, count.IsSuccess ? Number(count.Body, "count") ?? long.MaxValue : long.MaxValue);
            _findings.AddOrUpdate(search.Indices, new(time.GetTimestamp(), knowledge));
        }
        catch (OperationCanceledException)
        {
            // Not answered in time: what was known, if anything, holds on.
        }
    }

    private static bool IsRefused(ClusterAnswer answer) => answer.Status is (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden;

    private static TimeSpan PeriodOf(CrossingKnowledge? knowledge) => knowledge switch
    {
        null => AskedFor,
        { RunsScript: false } => RefusedFor,
        _ => KnownFor,
    };

    private static long? Number(ReadOnlyMemory<byte> answer, params string[] path)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return path.Aggregate(json.RootElement, (element, name) => element.GetProperty(name)).GetInt64();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private sealed record Finding(long Since, CrossingKnowledge? Knowledge);
}

/// <summary>What is known of an index.</summary>
/// <param name="RunsScript">Whether the engine runs the script there.</param>
/// <param name="Documents">How many documents there are.</param>
internal sealed record CrossingKnowledge(bool RunsScript, long Documents);
