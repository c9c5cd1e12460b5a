using System.Diagnostics;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// The place of requests in their client's trace. What goes on as the client wrote it keeps the client's own headers; a request that TwinBert writes in its
/// place is a child of TwinBert's span, where there is one.
/// </summary>
internal static class TraceContext
{
    /// <summary>The headers that say it.</summary>
    public static IReadOnlyList<string> Headers { get; } = ["traceparent", "tracestate"];

    /// <summary>Makes a request a child of the current span, if that is one of ours.</summary>
    public static void Continue(HttpRequestMessage request)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Source.Name: Spans.SourceName } span)
        {
            return;
        }

        Replace(request, "traceparent", span.Id);
        Replace(request, "tracestate", span.TraceStateString);
    }

    private static void Replace(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (!string.IsNullOrEmpty(value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
