using System.Net.Http.Headers;
using System.Text.Json;
using TwinBert.Protocol;

namespace TwinBert.Cli.Demo;

/// <summary>Sends the same search to the engine and to the sidecar, as the shop's application would.</summary>
/// <param name="client">Sends requests.</param>
/// <param name="time">Measures.</param>
internal sealed class DemoSearch(HttpClient client, TimeProvider time)
{
    // The rerank window: the same hundred hits come from both, in two orders.
    private const int Size = 100;

    public static string Body(string query, int size) => JsonSerializer.Serialize(new
    {
        query = new { multi_match = new { query, type = "most_fields", fields = new[] { "title", "text" } } },
        _source = new[] { "title" },
        size,
    });

    public async Task<DemoPage> SendAsync(Uri address, string query, CancellationToken cancellationToken)
    {
        using var content = new StringContent(Body(query, Size), new MediaTypeHeaderValue("application/json"));
        var start = time.GetTimestamp();
        using var response = await client.PostAsync(new Uri(address, $"/{DemoCatalogue.Index}/_search"), content, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var elapsed = time.GetElapsedTime(start);
        response.EnsureSuccessStatusCode();
        var verdict = response.Headers.TryGetValues(TwinBertHeaders.Verdict, out var values) ? values.First() : null;
        return new(Hits(body), verdict, elapsed.TotalMilliseconds);
    }

    private static DemoHit[] Hits(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return [.. json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => new DemoHit(
            hit.GetProperty("_id").GetString()!,
            hit.GetProperty("_source").GetProperty("title").GetString()!,
            hit.GetProperty("_score").GetDouble()))];
    }
}
