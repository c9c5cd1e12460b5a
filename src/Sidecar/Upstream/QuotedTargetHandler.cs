using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// Puts the client's own target into an error that quotes ours. Engines quote the target of a request that they refuse, such as one without credentials; what a
/// changed target asks for is not the client's business. Answers that are no errors, no text, or very large, go on as they came. Thread-safe.
/// </summary>
/// <param name="inner">Sends.</param>
internal sealed class QuotedTargetHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MostBytes = 1 << 20;
    private static readonly HttpRequestOptionsKey<string> OfClient = new("TwinBert.TargetOfClient");

    /// <summary>Notes what the client asked for, where it is not what is sent.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="sent">Its target.</param>
    /// <param name="client">The client's target.</param>
    public static void Note(HttpRequestMessage request, RequestTarget sent, RequestTarget client)
    {
        if (sent != client)
        {
            request.Options.Set(OfClient, client.ToString());
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode >= 400 && request.Options.TryGetValue(OfClient, out var client) && IsText(response.Content.Headers))
        {
            response.Content = await WithoutAsync(response.Content, request.RequestUri!.PathAndQuery, client, cancellationToken);
        }

        return response;
    }

    private static bool IsText(HttpContentHeaders headers) =>
        headers.ContentType?.MediaType is { } type
        && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("yaml", StringComparison.OrdinalIgnoreCase));

    private static async Task<HttpContent> WithoutAsync(HttpContent content, string sent, string client, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken);
        var raw = new byte[MostBytes];
        var length = await stream.ReadAtLeastAsync(raw, MostBytes, throwOnEndOfStream: false, cancellationToken);
        if (length == MostBytes)
        {
            return With(content, new StreamContent(new PrefixedStream(raw, stream)));
        }

        var plain = await DecodedAsync(raw.AsMemory(0, length), string.Join(',', content.Headers.ContentEncoding), cancellationToken);
        if (plain is null)
        {
            return With(content, new ReadOnlyMemoryContent(raw.AsMemory(0, length)));
        }

        // Latin-1 maps every byte to one character and back.
        var text = Encoding.Latin1.GetString(plain.Value.Span);
        var changed = text.Replace(sent, client, StringComparison.Ordinal).Replace(InJson(sent), InJson(client), StringComparison.Ordinal);
        if (changed == text)
        {
            return With(content, new ReadOnlyMemoryContent(raw.AsMemory(0, length)));
        }

        var own = With(content, new ByteArrayContent(Encoding.Latin1.GetBytes(changed)));
        own.Headers.ContentEncoding.Clear();
        own.Headers.ContentLength = changed.Length;
        return own;
    }

    private static HttpContent With(HttpContent headers, HttpContent content)
    {
        foreach (var (name, values) in headers.Headers.NonValidated)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        return content;
    }

    private static async Task<ReadOnlyMemory<byte>?> DecodedAsync(ReadOnlyMemory<byte> raw, string encoding, CancellationToken cancellationToken)
    {
        if (ContentCoding.IsPlain(encoding))
        {
            return raw;
        }

        if (!ContentCoding.IsGzip(encoding))
        {
            return null;
        }

        try
        {
            using var packed = new MemoryStream(raw.ToArray());
            await using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            var plain = new byte[MostBytes];
            var length = await gzip.ReadAtLeastAsync(plain, MostBytes, throwOnEndOfStream: false, cancellationToken);
            return length == MostBytes ? null : plain.AsMemory(0, length);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string InJson(string target) => target.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
