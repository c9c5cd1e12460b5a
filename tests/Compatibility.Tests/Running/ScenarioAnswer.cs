using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>What a client gets for one step.</summary>
/// <param name="Status">The status.</param>
/// <param name="Reason">The reason phrase.</param>
/// <param name="Headers">All headers, a line for each value.</param>
/// <param name="Body">The body as it came, compressed or not.</param>
public sealed partial record ScenarioAnswer(int Status, string? Reason, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>The body's text, decompressed.</summary>
    public string Text { get; init; } = Read(Header("content-encoding", Headers), Body);

    /// <summary>The same without the embedding object in mappings, where an application can see it.</summary>
    public ScenarioAnswer WithoutEmbeddingMapping() =>
        this with { Text = EmbeddingMapping().Replace(Text, match => match.Value[0] == ',' && match.Value[^1] == ',' ? "," : "") };

    public string? Header(string name) => Header(name, Headers);

    public static async Task<ScenarioAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new(
            (int)response.StatusCode,
            response.ReasonPhrase,
            [.. Lines(response.Headers.NonValidated), .. Lines(response.Content.Headers.NonValidated)],
            body);
    }

    private static IEnumerable<(string, string)> Lines(System.Net.Http.Headers.HttpHeadersNonValidated headers) =>
        headers.SelectMany(header => header.Value.Select(value => (header.Key.ToLowerInvariant(), value)));

    private static string? Header(string name, IReadOnlyList<(string Name, string Value)> headers) =>
        headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Read(string? coding, byte[] body)
    {
        if (coding != "gzip" || body.Length == 0)
        {
            return Encoding.UTF8.GetString(body);
        }

        using var reader = new StreamReader(new GZipStream(new MemoryStream(body), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""
        ,?"twinbert":\{"dynamic":"false","properties":\{"embedding":\{[^{}]*\},"model":\{[^{}]*\}\}\},?
        """)]
    private static partial Regex EmbeddingMapping();
}
