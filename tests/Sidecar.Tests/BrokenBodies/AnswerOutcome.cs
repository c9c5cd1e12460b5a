using System.Text;
using TwinBert.Protocol;
using Xunit;

namespace TwinBert.Sidecar.Tests.BrokenBodies;

/// <summary>What a client that knows nothing of sidecars makes of an answer: all of it, or that it broke off.</summary>
/// <param name="Head">Status, reason and headers, but those of one hop and the date; <see langword="null"/> where no answer came.</param>
/// <param name="Body">The body; <see langword="null"/> where it broke off.</param>
internal sealed record AnswerOutcome(string? Head, string? Body)
{
    private static readonly string[] Volatile = ["Date", "Connection", "Keep-Alive", "Transfer-Encoding", TwinBertHeaders.Verdict];

    /// <summary>Whether all of it came.</summary>
    public bool IsWhole => Head is not null && Body is not null;

    public static async Task<AnswerOutcome> OfAsync(Uri server, string method, string target, byte[]? content)
    {
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, MaxResponseHeadersLength = 100 });
        using var request = new HttpRequestMessage(new(method), new Uri(server, target));
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new(
                target.Contains("_msearch", StringComparison.Ordinal) || target.Contains("_bulk", StringComparison.Ordinal)
                    ? "application/x-ndjson"
                    : "application/json");
        }

        string? head = null;
        try
        {
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            head = HeadOf(response);
            return new(head, Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(head, null);
        }
    }

    // Content-Length is the sidecar's to add where it held the answer back; where the engine gave one, the body was read by it.
    private static string HeadOf(HttpResponseMessage response) =>
        $"{(int)response.StatusCode} {response.ReasonPhrase}\n"
        + string.Join('\n', response.Headers.Concat(response.Content.Headers)
        .Where(header => !Volatile.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && header.Key != "Content-Length")
        .Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}").Order(StringComparer.OrdinalIgnoreCase));
}
