using System.Text.Json;
using TwinBert.IngestPipeline;
using TwinBert.Search.Cluster;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Completes the text of updates that hold only some of it, from the stored documents: read with the caller's credentials, and only their text fields.
/// What is stored may change before the update arrives; the text's hash then gives the embedding away as outdated. Not thread-safe: it belongs to one
/// request.
/// </summary>
/// <param name="calls">Calls with the caller's credentials.</param>
internal sealed class StoredTexts(IClusterCalls calls)
{
    // Bounds the memory of a request: some ten megabytes. Beyond it, a document counts as written before, and is left to a backfill.
    private const int MostKeys = 100_000;
    private readonly HashSet<(string Index, string Id)> _written = [];

    /// <summary>Gives each update that holds some of the text all of it, where that can be known.</summary>
    /// <param name="batch">The batch; every batch of the request has to be shown, in order.</param>
    /// <param name="sites">Its objects. Only those whose embedding would be taken away are completed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask CompleteAsync(WriteBatch batch, IEnumerable<EmbeddingSite> sites, CancellationToken cancellationToken)
    {
        var first = FirstWrites(batch.Items);
        var partial = sites.Where(site => site.Role == SiteRole.PartOfText && !site.Value.IsEmpty && first.Contains(site.Item)).ToArray();
        if (partial.Length == 0)
        {
            return;
        }

        var answer = await calls.SendAsync(new(HttpMethod.Post, "/_mget", Body(partial)), cancellationToken);
        if (answer.IsSuccess)
        {
            Complete(batch, partial, answer.Body);
        }
    }

    // What an earlier line of the same request makes of a document is not stored yet when the request is read.
    private HashSet<WriteItem> FirstWrites(IReadOnlyList<WriteItem> items) =>
        [.. items.Where(item => item.Key.Id is { } id && _written.Count < MostKeys && _written.Add((item.Key.Index, id)))];

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
        foreach (var field in site.Index.TextFields)
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Complete(WriteBatch batch, EmbeddingSite[] sites, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            foreach (var (site, document) in sites.Zip(answer.RootElement.GetProperty("docs").EnumerateArray()))
            {
                Complete(batch, site, document);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not an engine's answer: the texts stay unknown.
        }
    }

    private static void Complete(WriteBatch batch, EmbeddingSite site, JsonElement document)
    {
        if (document.TryGetProperty("_source", out var stored)
            && PartialDocument.Merge(JsonSerializer.SerializeToUtf8Bytes(stored), batch.Memory[site.Source]) is { } merged)
        {
            site.Text = site.Index.Selector.Select(merged);
            site.Outcome = site.Text is null ? WriteOutcome.NoText : WriteOutcome.Embedded;
        }
    }
}
