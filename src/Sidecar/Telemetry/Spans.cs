using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// The spans of searches and writes, for whoever listens to the source; where nobody does, they are <see langword="null"/> and cost nothing. They never hold
/// what is searched for or written. Thread-safe.
/// </summary>
/// <param name="source">Where they are started; <see langword="null"/> for nowhere.</param>
internal sealed class Spans(ActivitySource? source) : IDisposable
{
    /// <summary>The source that all spans of TwinBert belong to.</summary>
    public const string SourceName = "TwinBert";

    /// <summary>A request's searches, from their arrival to the last byte.</summary>
    public const string Rerank = "twinbert.rerank";

    /// <summary>Reading the request.</summary>
    public const string Read = "twinbert.read";

    /// <summary>Choosing the ways to the pages.</summary>
    public const string Plan = "twinbert.plan";

    /// <summary>Encoding one query, or the texts of a batch of documents, with the wait for the encoder.</summary>
    public const string Encode = "twinbert.encode";

    /// <summary>What is sent in place of the client's request, until the engine's answer is read.</summary>
    public const string Search = "twinbert.search";

    /// <summary>Ranking one search's hits, with the wait for what is not there yet.</summary>
    public const string Cross = "twinbert.cross";

    /// <summary>Putting the client's answer together and sending it.</summary>
    public const string Write = "twinbert.write";

    /// <summary>Starts none.</summary>
    public static Spans None { get; } = new(null);

    /// <summary>Starts a span within the one that is current.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Whether it is a call to someone else.</param>
    public Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => source?.StartActivity(name, kind);

    /// <summary>Starts a span that a client's request causes: within the server's own span where somebody listens to that, else within the client's.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="client">The headers of the client's request.</param>
    public Activity? Start(string name, IHeaderDictionary client)
    {
        if (source?.HasListeners() != true)
        {
            return null;
        }

        // The server also makes spans that belong to no source, to have identifiers in its log: nobody is told of these, so they are nobody's parent.
        var server = Activity.Current;
        if (server is { Source.Name.Length: > 0 })
        {
            return source.StartActivity(name);
        }

        Activity.Current = null;
        ActivityContext.TryParse(client.TraceParent, client.TraceState, isRemote: true, out var parent);
        var span = source.StartActivity(name, ActivityKind.Server, parent);
        if (span is null)
        {
            Activity.Current = server;
        }

        return span;
    }

    /// <summary>Puts a verdict on a span.</summary>
    public static void Say(Activity? span, RerankVerdict verdict)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("twinbert.rerank.outcome", verdict.Status.Name);
        if (verdict.Reason is { } reason)
        {
            span.SetTag("twinbert.rerank.reason", reason.Name).SetTag("twinbert.rerank.stage", verdict.Stage).SetTag("twinbert.rerank.party", verdict.Party);
        }

        if (verdict.Window is { } window)
        {
            span.SetTag("twinbert.rerank.candidates", window).SetTag("twinbert.rerank.missing", verdict.Missing);
        }

        if (verdict.Status == RerankStatus.Failed)
        {
            span.SetStatus(ActivityStatusCode.Error, verdict.Reason?.Name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => source?.Dispose();
}
