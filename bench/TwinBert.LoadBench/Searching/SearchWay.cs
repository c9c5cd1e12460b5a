using System.Text;
using System.Text.Json;
using TwinBert.Protocol;

namespace TwinBert.LoadBench.Searching;

/// <summary>One way to ten hits.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Client">Whom it asks.</param>
/// <param name="Headers">What it says to the sidecar.</param>
internal sealed record SearchWay(string Name, HttpClient Client, params (string Name, string Value)[] Headers)
{
    /// <summary>The body of a search for a text.</summary>
    public Func<string, string> Body { get; init; } = text => JsonSerializer.Serialize(new { query = Query(text) });

    /// <summary>Whether each search is measured when it is made for the second time.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Whether the sidecar is to have it reranked.</summary>
    public bool IsReranked => Headers.Length > 0 && Headers[0].Value != TwinBertHeaders.Off;

    /// <summary>The query that all ways share.</summary>
    public static object Query(string text) => new { multi_match = new { query = text, fields = new[] { "title^2", "text" } } };

    /// <summary>Searches, to the last byte of the answer.</summary>
    /// <returns>What the sidecar said of it.</returns>
    public async Task<string?> SearchAsync(string index, string text, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{index}/_search")
        {
            Content = new StringContent(Body(text), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in Headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await Client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.Headers.TryGetValues(TwinBertHeaders.Verdict, out var verdicts) ? verdicts.Single() : null;
    }
}
