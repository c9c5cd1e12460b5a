using System.Runtime.InteropServices;
using System.Text.Json;
using TwinBert.IngestPipeline;
using TwinBert.Search.Cluster;
using TwinBert.Search.Json;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Completes the text of updates that may hold only some of it, from the stored documents: read with the caller's credentials, and only their text
/// fields. What is stored may change before the update arrives; the text's hash then gives the embedding away as outdated. Not thread-safe: it belongs
/// to one request.
/// </summary>
/// <param name="calls">Calls with the caller's credentials.</param>
internal sealed class StoredTexts(IClusterCalls calls)
{
    // Bounds the memory of a request: some ten megabytes. Beyond it, a document counts as written before, and is left to a backfill.
    private const int MostKeys = 100_000;
    private readonly HashSet<(string Index, string Id)> _written = [];

    private enum StoredState
    {
        /// <summary>Not asked for, not readable, or written before in the same request.</summary>
        Unknown,

        /// <summary>There is no such document, so that an upsert makes it.</summary>
        Absent,

        Found,
    }

    /// <summary>Gives each update whose text depends on the stored document all of it, where that can be known.</summary>
    /// <param name="batch">The batch; every batch of the request has to be shown, in order.</param>
    /// <param name="sites">Its objects.</param>
    /// <param name="decisions">What is known of each so far. Where nothing would be written, nothing is completed.</param>
    /// <param name="cancellationToken">Ends the call; the texts are unknown then.</param>
    /// <returns>The decisions.</returns>
    public async ValueTask<SiteDecision[]> CompleteAsync(
        WriteBatch batch,
        IReadOnlyList<EmbeddingSite> sites,
        SiteDecision[] decisions,
        CancellationToken cancellationToken)
    {
        var first = FirstWrites(batch.Items);
        var open = Enumerable.Range(0, sites.Count).Where(i => sites[i].ReadsStored && (decisions[i].Text is not null || decisions[i].IsRemoval)).ToArray();
        EmbeddingSite[] asked = [.. open.Select(i => sites[i]).Where(site => first.Contains(site.Item)).DistinctBy(site => site.Item)];
        using var answer = asked.Length == 0 ? null : await ReadAsync(asked, cancellationToken);
        var stored = asked.Zip(answer is null ? [] : Documents(answer.RootElement)).ToDictionary(pair => pair.First.Item, pair => pair.Second);

        var completed = decisions.ToArray();
        foreach (var i in open)
        {
            completed[i] = Complete(batch, sites[i], decisions[i], stored.GetValueOrDefault(sites[i].Item));
        }

        return completed;
    }

    // What an earlier line of the same request makes of a document is not stored yet when the request is read.
    private HashSet<WriteItem> FirstWrites(IReadOnlyList<WriteItem> items) =>
        [.. items.Where(item => item.Key.Id is { } id && _written.Count < MostKeys && _written.Add((item.Key.Index, id)))];

    private async ValueTask<JsonDocument?> ReadAsync(EmbeddingSite[] sites, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await calls.SendAsync(new(HttpMethod.Post, "/_mget", Body(sites)), cancellationToken);
            return answer.IsSuccess ? Parse(answer.Body) : null;
        }
        catch (Exception e) when (e is JsonException or OperationCanceledException)
        {
            // Not an engine's answer, or too late: the texts stay unknown.
            return null;
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> answer)
    {
        try
        {
            return JsonDocument.Parse(answer);
        }
        catch (JsonException)
        {
            // A document with a byte order mark or a comment, as engines store them, costs no other its text.
            return JsonDocument.Parse(EngineJson.Standard(answer.Span));
        }
    }

    private static byte[] Body(EmbeddingSite[] sites)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("docs");
            Array.ForEach(sites, site => WriteDocument(json, site));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteDocument(Utf8JsonWriter json, EmbeddingSite site)
    {
        json.WriteStartObject();
        json.WriteString("_index", site.Item.Key.Index);
        json.WriteString("_id", site.Item.Key.Id);
        if (site.Item.Key.Routing is { } routing)
        {
            json.WriteString("routing", routing);
        }

        json.WriteStartArray("_source");
        foreach (var field in site.Index.Texts.SourceFilter)
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static JsonElement[] Documents(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("docs", out var docs) && docs.ValueKind == JsonValueKind.Array
            ? [.. docs.EnumerateArray()]
            : [];

    private static SiteDecision Complete(WriteBatch batch, EmbeddingSite site, SiteDecision decision, JsonElement document) => StateOf(document) switch
    {
        StoredState.Found when PartialDocument.Merge(
            JsonMarshal.GetRawUtf8Value(document.GetProperty("_source")).ToArray(),
            batch.Memory[site.Source]) is { } merged =>
            SiteDecision.Of(site, site.Index.Texts.Select(merged)),
        StoredState.Absent => decision,
        _ => site.IsPart ? SiteDecision.Without(site, WriteOutcome.PartialUpdate) : decision,
    };

    private static StoredState StateOf(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            return StoredState.Unknown;
        }

        if (document.TryGetProperty("error", out var error))
        {
            return error.ValueKind == JsonValueKind.Object && error.TryGetProperty("type", out var type) && type.ValueEquals("index_not_found_exception")
                ? StoredState.Absent
                : StoredState.Unknown;
        }

        return document.TryGetProperty("_source", out _) ? StoredState.Found
            : document.TryGetProperty("found", out var found) && found.ValueKind == JsonValueKind.False ? StoredState.Absent : StoredState.Unknown;
    }
}
