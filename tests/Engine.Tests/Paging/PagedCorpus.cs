using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace TwinBert.Engine.Tests.Paging;

/// <summary>
/// Random documents in an index of a real engine, which has an alias for each way to write scores: the sidecar knows the aliases, by their endings. Most
/// documents are written through the sidecar, and have embeddings; some are written past it.
/// </summary>
internal sealed class PagedCorpus : IAsyncDisposable
{
    public const string Query = """ "query":{"match":{"title":"red boot item"}} """;

    private static readonly string[] Aliases = ["fused", "model", "ranked"];
    private readonly HttpClient _direct;
    private readonly HttpClient _through;
    private readonly string _name = "paging-" + Guid.NewGuid().ToString("n")[..10];

    private PagedCorpus(HttpClient direct, HttpClient through) => (_direct, _through) = (direct, through);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<PagedCorpus> FillAsync(
        HttpClient direct,
        HttpClient through,
        IReadOnlyList<string> titles,
        (int Shards, IReadOnlySet<int> Past) how)
    {
        var corpus = new PagedCorpus(direct, through);
        var aliases = string.Join(',', Aliases.Select(alias => $"\"{corpus._name}-{alias}\":{{}}"));
        await SendAsync(
            direct,
            HttpMethod.Put,
            "/" + corpus._name,
            $"{{\"settings\":{{\"number_of_shards\":{how.Shards},\"number_of_replicas\":0}},"
                + $"\"mappings\":{{\"properties\":{{\"title\":{{\"type\":\"text\"}}}}}},\"aliases\":{{{aliases}}}}}");
        await SendAsync(through, HttpMethod.Post, $"/{corpus._name}-fused/_bulk", Lines(titles.Index().Where(title => !how.Past.Contains(title.Index))));
        await SendAsync(direct, HttpMethod.Post, $"/{corpus._name}/_bulk", Lines(titles.Index().Where(title => how.Past.Contains(title.Index))));
        await SendAsync(direct, HttpMethod.Post, $"/{corpus._name}/_refresh", "");
        return corpus;
    }

    /// <summary>A page through the sidecar.</summary>
    public Task<Page> PageAsync(string alias, int window, int start, int size) => ReadAsync(_through, $"{_name}-{alias}", window, start, size);

    /// <summary>A page of the engine's own.</summary>
    public Task<Page> EnginePageAsync(int start, int size) => ReadAsync(_direct, _name, 1, start, size);

    public async ValueTask DisposeAsync() => (await _direct.DeleteAsync("/" + _name, CancellationToken.None)).Dispose();

    private static string Lines(IEnumerable<(int Index, string Title)> documents) =>
        string.Concat(
            documents.Select(
                document => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"index\":{{\"_id\":\"{document.Index}\"}}}}\n{{\"title\":\"{document.Title}\"}}\n")));

    private static async Task<Page> ReadAsync(HttpClient client, string index, int window, int start, int size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{index}/_search")
        {
            Content = new StringContent(
                string.Create(CultureInfo.InvariantCulture, $"{{{Query},\"from\":{start},\"size\":{size}}}"),
                Encoding.UTF8,
                "application/json"),
        };
        request.Headers.Add("X-TwinBert-Window", window.ToString(CultureInfo.InvariantCulture));
        using var response = await client.SendAsync(request, Cancellation);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation));
        var hits = json.RootElement.GetProperty("hits");
        return new(
            [.. hits.GetProperty("hits").EnumerateArray().Select(
                hit => new PagedHit(hit.GetProperty("_id").GetString()!, hit.GetProperty("_score").GetSingle()))],
            hits.GetProperty("max_score").ValueKind == JsonValueKind.Null ? null : hits.GetProperty("max_score").GetSingle(),
            hits.GetProperty("total").GetRawText(),
            response.Headers.TryGetValues("X-TwinBert", out var verdict) ? verdict.Single() : "");
    }

    private static async Task SendAsync(HttpClient client, HttpMethod method, string target, string body)
    {
        if (body.Length == 0 && target.EndsWith("_bulk", StringComparison.Ordinal))
        {
            return;
        }

        using var request = new HttpRequestMessage(method, target);
        if (body.Length > 0)
        {
            request.Content = new StringContent(
                body,
                Encoding.UTF8,
                target.EndsWith("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json");
        }

        using var response = await client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode && !text.Contains("\"errors\":true", StringComparison.Ordinal), text);
    }

    internal sealed record Page(IReadOnlyList<PagedHit> Hits, float? MaxScore, string Total, string Verdict);

    internal readonly record struct PagedHit(string Id, float Score);
}
