using System.Buffers;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.EngineCrossing;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Knows what is to be known of an index before the engine is sent a search with the crossing in it: whether it runs the script there, how many documents
/// there are, and how many of them have an embedding of the model in use. Found out beside a search that would need it, with the caller's credentials, and
/// renewed after a while. Thread-safe.
/// </summary>
internal sealed partial class PlanKnowledge(UpstreamCluster cluster, TimeProvider time, ILogger<PlanKnowledge> log)
{
    private const string CountPath = "/_search?filter_path=hits.total.value,aggregations.embedded.doc_count";
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskedFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FoundOut<Finding> _found = new(time);

    /// <summary>Of each entry of the settings, what is known of the largest of what was searched lately.</summary>
    public IReadOnlyDictionary<string, (string Indices, CrossingKnowledge Knowledge)> Coverage => Largest(index => index.IsServing);

    /// <summary>The same of the models that are to take the place of those in use, or have left it a while ago.</summary>
    public IReadOnlyDictionary<string, (string Indices, CrossingKnowledge Knowledge)> StandbyCoverage => Largest(index => !index.IsServing);

    /// <summary>What is known of what is searched; <see langword="null"/> for nothing yet.</summary>
    public CrossingKnowledge? Find(EligibleSearch search) => _found.Find(KeyOf(search))?.Knowledge;

    /// <summary>Finds it out, unless that was done a moment ago. Goes on when the caller's request is over; what was known holds on meanwhile.</summary>
    /// <param name="client">The caller's request.</param>
    /// <param name="search">The search.</param>
    public void Learn(ClientRequest client, EligibleSearch search)
    {
        if (!_found.TryBegin(KeyOf(search), known => PeriodOf(known?.Knowledge)))
        {
            return;
        }

        var calls = cluster.DetachedCallsFor(client);
        _ = Task.Run(() => AskAsync(calls, search));
    }

    // Each model has a script and a count of its own.
    private static string KeyOf(EligibleSearch search) => $"{search.Index.Field.Name}/{search.Indices}";

    private Dictionary<string, (string Indices, CrossingKnowledge Knowledge)> Largest(Func<ServedIndex, bool> where) =>
        _found.All.Select(found => found.Known)
            .Where(known => known.Knowledge is { Documents: < long.MaxValue, Embedded: < long.MaxValue } && where(known.Index))
            .GroupBy(known => known.Index.Pattern, known => (known.Indices, known.Knowledge))
            .ToDictionary(group => group.Key, group => group.MaxBy(known => known.Knowledge.Documents));

    private async Task AskAsync(IClusterCalls calls, EligibleSearch search)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var path = "/" + Uri.EscapeDataString(search.Indices);
            var anyQuery = new QueryEmbedding(new float[search.Index.Model.Dimensions]);
            var probe = CrossedSearchWriter.Probe(search.Index.Scripts[search.Dialect.Family]!.Write(anyQuery, search.Index.Weights.Text));
            var answer = await calls.SendAsync(new(HttpMethod.Post, path + "/_search?filter_path=_shards", probe), patience.Token);
            var count = await calls.SendAsync(new(HttpMethod.Post, path + CountPath, Count(search.Index)), patience.Token);
            if (IsRefused(answer) || IsRefused(count))
            {
                // What one caller may not ask says nothing to the others.
                return;
            }

            var runs = answer.IsSuccess && Number(answer.Body, "_shards", "failed") == 0;
            Keep(search, new(
                runs,
                (count.IsSuccess ? Number(count.Body, "hits", "total", "value") : null) ?? long.MaxValue,
                (count.IsSuccess ? Number(count.Body, "aggregations", "embedded", "doc_count") : null) ?? long.MaxValue));
        }
        catch (OperationCanceledException)
        {
            // Not answered in time: what was known, if anything, holds on.
        }
    }

    private void Keep(EligibleSearch search, CrossingKnowledge knowledge)
    {
        if (!knowledge.RunsScript && Find(search) is not { RunsScript: false })
        {
            LogRefused(search.Indices);
        }

        _found.Keep(KeyOf(search), new(search.Indices, search.Index, knowledge));
    }

    // One search for both counts, which a shard answers from what it has in memory.
    private static byte[] Count(ServedIndex index)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("size"u8, 0);
            json.WriteBoolean("track_total_hits"u8, true);
            json.WriteStartObject("aggs"u8);
            json.WriteStartObject("embedded"u8);
            json.WriteStartObject("filter"u8);
            json.WriteStartObject("term"u8);
            json.WriteString(index.Field.ModelPath, index.Model.Fingerprint.Value);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The engine does not run the crossing in searches of {Indices}. They are reranked by the plan 'window' where it bears them, "
        + "and otherwise not. Allow inline scripts in Painless for searches (script.allowed_types, script.allowed_contexts) to have all of them reranked.")]
    private partial void LogRefused(string indices);

    private static bool IsRefused(ClusterAnswer answer) => answer.Status is (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden;

    private static TimeSpan PeriodOf(CrossingKnowledge? knowledge) => knowledge switch
    {
        null => AskedFor,
        { Embedded: 0 } => AskedFor,
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

    private sealed record Finding(string Indices, ServedIndex Index, CrossingKnowledge Knowledge);
}

/// <summary>What is known of an index.</summary>
/// <param name="RunsScript">Whether the engine runs the script there.</param>
/// <param name="Documents">How many documents there are.</param>
/// <param name="Embedded">How many of them have an embedding of the model in use.</param>
internal sealed record CrossingKnowledge(bool RunsScript, long Documents, long Embedded);
