using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Http;

/// <summary>The form in which an engine answers: by <c>format</c>, else by <c>Accept</c>, else in that of the request's own body.</summary>
internal static class AnswerForm
{
    private static readonly string[] Others = ["yaml", "cbor", "smile"];

    /// <summary>Whether a request asks for an answer in another form than JSON that can hold the same: YAML, CBOR or SMILE.</summary>
    public static bool IsOther(HttpRequest request)
    {
        if (request.Query["format"].ToString() is { Length: > 0 } format)
        {
            return Names(format);
        }

        var accept = request.Headers.Accept.ToString();
        return Names(accept is "" or "*/*" ? request.Headers.ContentType.ToString() : accept);
    }

    private static bool Names(string text) => Array.Exists(Others, other => text.Contains(other, StringComparison.OrdinalIgnoreCase));
}
