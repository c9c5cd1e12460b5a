using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.LoadBench.Searching;

/// <summary>An index of generated documents on the engine.</summary>
internal static class SearchedIndex
{
    private const int BulkDocuments = 1_000;
    private const int Senders = 2;

    /// <summary>Makes it, unless it is there with as many documents.</summary>
    public static async Task FillAsync(
        HttpClient engine, EngineFamily family, GeneratedDocuments documents, (string Index, int Count, string Model, int Dimensions) what,
        CancellationToken cancellationToken)
    {
        if (await CountAsync(engine, what.Index, cancellationToken) == what.Count)
        {
            return;
        }

        (await engine.DeleteAsync("/" + what.Index, cancellationToken)).Dispose();
        await SendAsync(engine, HttpMethod.Put, "/" + what.Index, Settings(family, what.Dimensions), cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, (what.Count + BulkDocuments - 1) / BulkDocuments), parallel, async (bulk, token) =>
        {
            var lines = new StringBuilder();
            for (var id = bulk * BulkDocuments; id < Math.Min((bulk + 1) * BulkDocuments, what.Count); id++)
            {
                lines.Append("{\"index\":{}}\n").Append(documents.Document(id, family, what.Model)).Append('\n');
            }

            await SendAsync(engine, HttpMethod.Post, $"/{what.Index}/_bulk?filter_path=errors", lines.ToString(), token);
        });
        await SendAsync(engine, HttpMethod.Post, $"/{what.Index}/_refresh", "", cancellationToken);
        await SendAsync(engine, HttpMethod.Post, $"/{what.Index}/_forcemerge?max_num_segments=1", "", cancellationToken);
        await SendAsync(engine, HttpMethod.Post, $"/{what.Index}/_refresh", "", cancellationToken);
        if (await CountAsync(engine, what.Index, cancellationToken) is var count && count != what.Count)
        {
            throw new InvalidOperationException($"{what.Index} has {count} documents, and not {what.Count}.");
        }
    }

    private static string Settings(EngineFamily family, int dimensions) =>
        "{\"settings\":{\"number_of_shards\":1,\"number_of_replicas\":0,\"refresh_interval\":-1},\"mappings\":{\"properties\":{\"title\":{\"type\":\"text\"},"
        + $"\"text\":{{\"type\":\"text\"}},{EmbeddingMapping.Properties(family, new(EmbeddingField.DefaultName), dimensions)}}}}}}}";

    private static async Task<long?> CountAsync(HttpClient engine, string index, CancellationToken cancellationToken)
    {
        using var answer = await engine.GetAsync($"/{index}/_count", cancellationToken);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("count").GetInt64()
            : null;
    }

    private static async Task SendAsync(HttpClient engine, HttpMethod method, string path, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        var type = path.Contains("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
        request.Content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, type);
        using var answer = await engine.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode || text.Contains("\"errors\":true", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text[..Math.Min(text.Length, 500)]}");
        }
    }
}
