using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Makes the target of a <c>_reindex</c> ready for the embeddings that the engine copies along, so that it does not map them by guessing and refuses no
/// document for them.
/// <list type="number">
/// <item>Recognise a <c>_reindex</c>, and read its body.</item>
/// <item>Find out which embedding objects the copied indices have.</item>
/// <item>Make the target ready for those. Where it cannot be, leave them behind: a backfill makes them anew.</item>
/// <item>Forward.</item>
/// </list>
/// </summary>
internal sealed partial class ReindexMiddleware(
    RequestDelegate next, UpstreamCluster cluster, WriteSessions sessions, ServedIndices indices, LimitOptions limits, TimeProvider time,
    ILogger<ReindexMiddleware> logger)
{
    private const int MostBytes = 1 << 20;
    private readonly EmbeddingShape[] _shapes = [.. GenerationsOf(indices.All).Select(index => index.Shape).Distinct()];

    /// <summary>Serves one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // 1. Recognise a _reindex, and read its body.
        if (_shapes.Length > 0 && IsReindex(context) && await ReadAsync(context) is { } body && ReindexRequest.Read(body) is { } request)
        {
            using var expiry = new OwnTime(limits.EncodeTimeout, time).Expire(context.RequestAborted);
            try
            {
                await PrepareAsync(context, request, body, expiry.Token);
            }
            catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
            {
                Log.NotReady(logger, request.Target, "The engine did not answer in time.");
            }
        }

        // 4. Forward.
        await next(context);
    }

    private static bool IsReindex(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && !ClientRequest.Of(context).IsSigned
        && RequestTarget.Of(context).Segments() is ["_reindex"] or ["_reindex", ""]
        && WriteBodyFormat.Refuse(context.Request, out var isGzip) is null && !isGzip;

    // What is read is put back to be forwarded, whatever it is.
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        var (body, rest) = (new MemoryStream(), context.Request.Body);
        var piece = new byte[16 << 10];
        int read;
        while (body.Length <= MostBytes && (read = await rest.ReadAsync(piece, context.RequestAborted)) > 0)
        {
            body.Write(piece, 0, read);
        }

        context.Request.Body = new PrefixedStream(body.ToArray(), rest);
        return body.Length <= MostBytes ? body.ToArray() : null;
    }

    private async Task PrepareAsync(HttpContext context, ReindexRequest request, byte[] body, CancellationToken cancellationToken)
    {
        // 2. Find out which objects the copied indices have. Those of another cluster cannot be asked: a target that is there is made
        // ready then, and one that is not gets the documents without embeddings, whose length is not known.
        var guard = sessions.OpenGuard(ClientRequest.Of(context));
        var calls = cluster.CallsFor(ClientRequest.Of(context));
        var copied = request.IsRemote
            ? await TargetFieldsAsync(calls, request.Target, cancellationToken)
            : await SourceFieldsAsync(calls, request, await guard.FindFamilyAsync(cancellationToken), cancellationToken);

        // 3. Make the target ready.
        List<EmbeddingShape> left = [];
        foreach (var (shape, fits) in copied)
        {
            var refusal = fits ? await guard.EnsureAsync(request.Target, WriteTarget.RequiresAlias(context.Request), shape, cancellationToken) : null;
            if (refusal is not null)
            {
                Log.NotReady(logger, request.Target, refusal.Remedy);
            }

            if (refusal is { Outcome: not WriteOutcome.IndexMissing } || !fits)
            {
                left.Add(shape);
            }
        }

        if (left.Count > 0 && !request.HasSourceFilter)
        {
            var changed = ReindexRequest.Exclude(body, [.. left.Select(shape => shape.Field).Distinct()]);
            ReplacedBody.Set(context.Request, new MemoryStream(changed), changed.Length);
        }
    }

    private async Task<List<(EmbeddingShape Shape, bool Fits)>> SourceFieldsAsync(
        IClusterCalls calls,
        ReindexRequest request,
        EngineFamily? family,
        CancellationToken cancellationToken)
    {
        List<(EmbeddingShape Shape, bool Fits)> found = [];
        var filter = string.Join(',', _shapes.Select(shape => "*.mappings.properties." + shape.Field.Name).Distinct());
        var answer = await calls.SendAsync(
            new(HttpMethod.Get, $"/{Uri.EscapeDataString(request.Sources)}/_mapping?filter_path={Uri.EscapeDataString(filter)}"),
            cancellationToken);
        if (family is not { } engine || !answer.IsSuccess)
        {
            return found;
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var names = request.Sources.Split(',').Concat(json.RootElement.EnumerateObject().Select(index => index.Name));
            var unusable = FieldsOfAnotherModel(request.Target, names);
            foreach (var shapes in ShapesFor(request.Target).GroupBy(shape => shape.Field))
            {
                // Vectors of another length would be refused by the mapping of ours, where it says the length.
                var fits = shapes.Select(shape => (Shape: shape, States: StatesOf(json.RootElement, engine, shape)))
                    .Where(one => one.States.Length > 0)
                    .Select(one => (one.Shape, Fits: !unusable.Contains(one.Shape.Field) && Array.TrueForAll(one.States, state => state.Fits)))
                    .ToArray();
                if (fits.Length > 0)
                {
                    found.Add(fits.FirstOrDefault(one => one.Fits, fits[0]));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not an engine's answer: what is copied is not known, and goes as the client wrote it.
        }

        return found;
    }

    // What another model embedded is of no use to the target, whatever its mapping takes.
    private EmbeddingField[] FieldsOfAnotherModel(string target, IEnumerable<string> sources)
    {
        var copied = GenerationsOf(sources.Select(indices.FindTarget).OfType<ServedIndex>()).ToArray();
        return
        [
            .. GenerationsOf([indices.FindTarget(target)])
                .Where(to => Array.Exists(copied, from => from.Field == to.Field && from.Model.Fingerprint != to.Model.Fingerprint))
                .Select(to => to.Field),
        ];
    }

    // A target that is served has a shape for each model; any other is made ready for what comes.
    private IEnumerable<EmbeddingShape> ShapesFor(string target)
    {
        EmbeddingShape[] own = [.. GenerationsOf([indices.FindTarget(target)]).Select(index => index.Shape)];
        return _shapes.Where(shape => !Array.Exists(own, one => one.Field == shape.Field)).Concat(own);
    }

    private static IEnumerable<ServedIndex> GenerationsOf(IEnumerable<ServedIndex?> served) =>
        served.SelectMany(index => new[] { index, index?.Standby }).OfType<ServedIndex>();

    private static EmbeddingMappingState[] StatesOf(JsonElement mappings, EngineFamily engine, EmbeddingShape shape) =>
    [
        .. mappings.EnumerateObject()
            .Select(index => EmbeddingMappingCheck.Compare(index.Value.GetProperty("mappings"), engine, shape.Field, shape.Dimensions))
            .Where(state => state.IsPresent && state.Misfit is not { Cause: EmbeddingMisfitCause.Foreign }),
    ];

    private async Task<IEnumerable<(EmbeddingShape Shape, bool Fits)>> TargetFieldsAsync(
        IClusterCalls calls,
        string target,
        CancellationToken cancellationToken)
    {
        var isThere = (await calls.SendAsync(
            new(HttpMethod.Get, $"/{Uri.EscapeDataString(target)}?filter_path=*.settings.index.uuid"),
            cancellationToken)).IsSuccess;
        return GenerationsOf([indices.FindTarget(target)]).Select(index => (index.Shape, isThere));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A _reindex into {Index} copies documents without their embeddings; a backfill makes them anew. {Remedy}")]
        public static partial void NotReady(ILogger logger, string index, string remedy);
    }
}
