using System.Text;
using System.Text.Json;

namespace TwinBert.LoadBench.Searching;

/// <summary>Elasticsearch's own <c>text_similarity_reranker</c>, which sends the texts of the best hits to a cross-encoder.</summary>
internal static class EngineReranker
{
    private const string Endpoint = "twinbert-load-bench";
    private const int Window = 100;

    /// <summary>Tells the engine of a cross-encoder; the trial licence, which that needs, is started.</summary>
    /// <returns>Why it cannot be; <see langword="null"/> where it can.</returns>
    public static async Task<string?> TryRegisterAsync(HttpClient engine, Uri crossEncoder, CancellationToken cancellationToken)
    {
        var path = "/_inference/rerank/" + Endpoint;
        (await engine.PostAsync("/_license/start_trial?acknowledge=true", null, cancellationToken)).Dispose();
        (await engine.DeleteAsync(path + "?force=true", cancellationToken)).Dispose();
        var service = new { service = "hugging_face", service_settings = new { url = new Uri(crossEncoder, "rerank"), api_key = "none" } };
        using var content = new StringContent(JsonSerializer.Serialize(service), Encoding.UTF8, "application/json");
        using var answer = await engine.PutAsync(path, content, cancellationToken);
        return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>The body of a search that it reranks.</summary>
    public static string Body(string text) => JsonSerializer.Serialize(new
    {
        retriever = new
        {
            text_similarity_reranker = new
            {
                retriever = new { standard = new { query = SearchWay.Query(text) } },
                field = "text",
                inference_id = Endpoint,
                inference_text = text,
                rank_window_size = Window,
            },
        },
    });
}
