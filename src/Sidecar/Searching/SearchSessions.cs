using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Configuration;
using TwinBert.Search.PointsInTime;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.PointsInTime;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Searching;

/// <summary>Opens what a request over HTTP brings to the <see cref="SearchPipeline"/>. Thread-safe.</summary>
internal sealed class SearchSessions(
    UpstreamCluster cluster, BodyBuffers buffers, LimitOptions limits, CallerKeys keys, TextVisibility visibility, WrongMappings mappings,
    PlanKnowledge knowledge, FieldKnowledge fields, OpenPoints points, VerdictSinks sinks, ReadScreen reads, TimeProvider time)
{
    /// <summary>Opens the verdict of a request's searches, and their span.</summary>
    public VerdictRecorder Record(HttpContext context) => new(context, sinks);

    /// <summary>Starts to read a request.</summary>
    public StageSpan StartReading(HttpContext context) => StagesOf(context).Start(SearchStage.Read, sinks.Spans.Start(Spans.Read));

    /// <summary>The request's body, within the limit.</summary>
    public ValueTask<BufferedRequest> ReadBodyAsync(HttpContext context) => ClientRequest.Of(context).ReadBodyAsync(buffers, limits.MaxSearchRequestBytes);

    /// <summary>The search that a request is: where its body names a point in time in place of indices, a search of what that is of.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">The search, by its path.</param>
    public async ValueTask<SearchRoute> ResolveAsync(HttpContext context, SearchRoute route)
    {
        if (!route.MayReadPoint || await ReadBodyAsync(context) is not { Unreadable: null } body)
        {
            return route;
        }

        return PointInTime.IdIn(body.Bytes.Span) is { } id ? route.OfPoint(points.Find(id)) : route;
    }

    /// <summary>The time for the sidecar's own work on a request, from its arrival to its last byte. The engine's own time is not ours to limit.</summary>
    public OwnTime OpenTime() => new(limits.RerankTimeout, time);

    /// <summary>Opens the session of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verdict">What will be said of its searches.</param>
    /// <param name="own">The time for the sidecar's own work.</param>
    /// <param name="ended">Ends when the client hangs up or is answered.</param>
    public SearchSession Open(HttpContext context, SearchVerdict verdict, OwnTime own, CancellationToken ended)
    {
        var client = ClientRequest.Of(context);
        return new()
        {
            Exchange = new HttpSearchExchange(context, cluster, sinks.Spans, buffers, limits) { Reads = reads },
            Caller = new SearchCaller(client, keys.Of(client), visibility, mappings, knowledge, fields),
            Time = own,
            Verdict = verdict,
            Spans = sinks.Spans,
            Stages = StagesOf(context),
            Plan = client.Hints?.Plan,
            Window = client.Hints?.Window,
            Weight = client.Hints?.Weight,
            Explains = client.Explains,
            ShowsEmbedding = client.ShowsEmbedding,
            Aborted = client.Aborted,
            Ended = ended,
        };
    }

    private static SearchStages StagesOf(HttpContext context) => context.Features.GetRequiredFeature<SearchStages>();

    /// <summary>Tells the client that the cluster did not answer.</summary>
    public Task RefuseAsync(HttpContext context, Exception cause)
    {
        context.Response.Clear();
        var failure = UpstreamFailure.Unreachable(cause, cluster.Address);
        return ErrorResponse.WriteAsync(context, StatusCodes.Status502BadGateway, failure.Type, failure.Reason);
    }
}
