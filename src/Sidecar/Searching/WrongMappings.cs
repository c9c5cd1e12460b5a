using System.Text.Json;
using BitFaster.Caching.Lru;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Knows what is searched whose mapping of the embedding object is wrong, so that asking it for vectors is in vain and costs a second search. It is looked at
/// beside the client's own search when the engine refused a wider one, at most once a minute, with the caller's credentials or, where these do not suffice, the
/// operator's. Of very many names, those that were not searched for longest are forgotten. Thread-safe.
/// </summary>
internal sealed partial class WrongMappings(
    UpstreamCluster cluster,
    OperatorCalls own,
    TimeProvider time,
    ILogger<WrongMappings> logger)
{
    private const int Most = 1_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly FastConcurrentLru<(string Indices, string Field), Look> _looks = new(
        Environment.ProcessorCount, Most, EqualityComparer<(string, string)>.Default);
    private readonly LogSilences<(string Index, string Misfit)> _told = new(time, Timeout.InfiniteTimeSpan);

    /// <summary>Whether the mapping of what is searched was wrong a moment ago.</summary>
    public bool Contains(EligibleSearch search) => _looks.TryGet(KeyOf(search), out var look) && look.IsWrong && time.GetElapsedTime(look.Since) < KnownFor;

    /// <summary>Looks at the mapping of what is searched, because the engine refused a wider search there. Goes on when the caller's request is over.</summary>
    /// <param name="client">The caller's request.</param>
    /// <param name="search">The search.</param>
    public void Suspect(ClientRequest client, EligibleSearch search)
    {
        if (_looks.TryGet(KeyOf(search), out var look) && time.GetElapsedTime(look.Since) < KnownFor)
        {
            return;
        }

        _looks.AddOrUpdate(KeyOf(search), new(time.GetTimestamp(), IsWrong: false));
        var caller = cluster.DetachedCallsFor(client);
        _ = Task.Run(() => LookAsync(caller, search));
    }

    private static (string Indices, string Field) KeyOf(EligibleSearch search) => (search.Indices, search.Index.Field.Name);

    private async Task LookAsync(IClusterCalls caller, EligibleSearch search)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var shape = search.Index.Shape;
            var filter = Uri.EscapeDataString($"*.mappings.properties.{shape.Field.Name}");
            var question = new ClusterCall(HttpMethod.Get, $"/{Uri.EscapeDataString(search.Indices)}/_mapping?filter_path={filter}");
            var answer = await caller.SendAsync(question, patience.Token);
            answer = answer.IsSuccess || !own.HasCredentials ? answer : await own.SendAsync(question, patience.Token);
            var wrong = answer.IsSuccess ? Wrong(answer.Body, search.Dialect.Family, shape) : [];
            _looks.AddOrUpdate(KeyOf(search), new(time.GetTimestamp(), wrong.Count > 0));
            Tell(wrong);
        }
        catch (OperationCanceledException)
        {
            // Not answered in time: nothing is known, and the next refusal asks again in a minute.
        }
    }

    private static List<(string Index, EmbeddingMisfit Misfit)> Wrong(ReadOnlyMemory<byte> answer, EngineFamily family, EmbeddingShape shape)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return [.. from index in json.RootElement.EnumerateObject()
                       let misfit = EmbeddingMappingCheck.Compare(index.Value.GetProperty("mappings"), family, shape.Field, shape.Dimensions).Misfit
                       where misfit is not null
                       select (index.Name, misfit)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // In a form that no engine gives: nothing is known.
            return [];
        }
    }

    private void Tell(List<(string Index, EmbeddingMisfit Misfit)> wrong)
    {
        foreach (var (index, misfit) in wrong)
        {
            var what = misfit.ToString();
            if (_told.TryBreak((index, what), 1, out _))
            {
                Log.Wrong(logger, index, what, misfit.Explanation, misfit.Remedy(index));
            }
        }
    }

    private sealed record Look(long Since, bool IsWrong);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Searches of index {Index} are answered in the engine's order (mapping_mismatch): in its mapping {Misfit}. "
            + "{Explanation} {Remedy}")]
        public static partial void Wrong(ILogger logger, string index, string misfit, string explanation, string remedy);
    }
}
