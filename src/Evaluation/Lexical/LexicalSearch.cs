using System.Buffers;
using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Lexical;

/// <summary>
/// BM25 as the engine computes it: <c>multi_match</c> of type <c>most_fields</c> over <c>title</c> and <c>text</c>, which adds the two fields' scores.
/// </summary>
/// <param name="cluster">The engine.</param>
/// <param name="index">The index that the documents are in.</param>
internal sealed class LexicalSearch(IClusterCalls cluster, string index)
{
    // What an engine gives in one page unless its settings say otherwise.
    private const int MaxPage = 10_000;

    /// <summary>The best documents of the whole index, in the engine's order.</summary>
    public Task<IReadOnlyList<LexicalHit>> TopAsync(string query, int size, CancellationToken cancellationToken) =>
        SearchAsync(Body(query, size, null), cancellationToken);

    /// <summary>Those of the given documents that the query matches, ranked by the scores that they have in the whole index.</summary>
    public Task<IReadOnlyList<LexicalHit>> OfAsync(string query, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        SearchAsync(Body(query, Math.Min(ids.Count, MaxPage), ids), cancellationToken);

    private async Task<IReadOnlyList<LexicalHit>> SearchAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var call = new ClusterCall(HttpMethod.Post, $"/{index}/_search", body);
        using var answer = await EngineCalls.SendAsync(cluster, call, cancellationToken).ConfigureAwait(false);
        return [.. answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray()
            .Select(hit => new LexicalHit(hit.GetProperty("_id").GetString()!, hit.GetProperty("_score").GetSingle()))];
    }

    private static ReadOnlyMemory<byte> Body(string query, int size, IEnumerable<string>? ids)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteNumber("size", size);
        json.WriteBoolean("_source", false);
        json.WriteStartObject("query");
        if (ids is null)
        {
            WriteMatch(json, query);
        }
        else
        {
            WriteAmong(json, query, ids);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static void WriteAmong(Utf8JsonWriter json, string query, IEnumerable<string> ids)
    {
        json.WriteStartObject("bool");
        json.WriteStartObject("must");
        WriteMatch(json, query);
        json.WriteEndObject();
        json.WriteStartObject("filter");
        json.WriteStartObject("ids");
        json.WriteStartArray("values");
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMatch(Utf8JsonWriter json, string query)
    {
        json.WriteStartObject("multi_match");
        json.WriteString("query", query);
        json.WriteString("type", "most_fields");
        json.WriteStartArray("fields");
        json.WriteStringValue("title");
        json.WriteStringValue("text");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
