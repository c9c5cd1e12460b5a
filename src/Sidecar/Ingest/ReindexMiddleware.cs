using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Resilience;

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
    RequestDelegate next, UpstreamCluster cluster, WriteSessions sessions, SidecarModel model, TwinBertOptions options, TimeProvider time,
    ILogger<ReindexMiddleware> logger)
{
    private const int MostBytes = 1 << 20;
    private readonly EmbeddingField[] _fields = [.. options.Indices.Values.Select(index => new EmbeddingField(index.EmbeddingField)).Distinct()];

    /// <summary>Serves one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        // 1. Recognise a _reindex, and read its body.
        if (_fields.Length > 0 && IsReindex(context) && await ReadAsync(context) is { } body && ReindexRequest.Read(body) is { } request)
        {
            using var expiry = new WorkBudget(options.Limits.EncodeTimeout, time).Expire(context.RequestAborted);
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
        // 2. Find out which objects the copied indices have. Those of another cluster cannot be asked: only a target that is there is made ready then.
        var guard = sessions.OpenGuard(context);
        var calls = cluster.CallsFor(context);
        var copied = request.IsRemote
            ? await TargetFieldsAsync(calls, request.Target, cancellationToken)
            : await SourceFieldsAsync(calls, request.Sources, await guard.FindFamilyAsync(cancellationToken), cancellationToken);

        // 3. Make the target ready.
        List<EmbeddingField> left = [];
        foreach (var (field, fits) in copied)
        {
            var refusal = fits ? await guard.EnsureAsync(request.Target, request.RequireAlias, field, cancellationToken) : null;
            if (refusal is not null)
            {
                Log.NotReady(logger, request.Target, refusal.Remedy);
            }

            if (refusal is { Outcome: not WriteOutcome.IndexMissing } || !fits)
            {
                left.Add(field);
            }
        }

        if (left.Count > 0 && !request.HasSourceFilter)
        {
            var changed = ReindexRequest.Exclude(body, left);
            ReplacedBody.Set(context.Request, new MemoryStream(changed), changed.Length);
        }
    }

    private async Task<List<(EmbeddingField Field, bool Fits)>> SourceFieldsAsync(
        IClusterCalls calls,
        string sources,
        EngineFamily? family,
        CancellationToken cancellationToken)
    {
        List<(EmbeddingField Field, bool Fits)> found = [];
        var filter = string.Join(',', _fields.Select(field => "*.mappings.properties." + field.Name));
        var answer = await calls.SendAsync(
            new(HttpMethod.Get, $"/{Uri.EscapeDataString(sources)}/_mapping?filter_path={Uri.EscapeDataString(filter)}"),
            cancellationToken);
        if (family is not { } engine || !answer.IsSuccess)
        {
            return found;
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            foreach (var field in _fields)
            {
                var states = json.RootElement.EnumerateObject()
                    .Select(index => EmbeddingMappingCheck.Compare(index.Value.GetProperty("mappings"), engine, field, model.DocumentEncoder.Dimensions))
                    .Where(state => state.IsPresent && state.Misfit is not { Cause: EmbeddingMisfitCause.Foreign })
                    .ToArray();
                if (states.Length > 0)
                {
                    // Vectors of another length would be refused by the mapping of ours.
                    found.Add((field, Array.TrueForAll(states, state => state.Fits)));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not an engine's answer: what is copied is not known, and goes as the client wrote it.
        }

        return found;
    }

    private async Task<IEnumerable<(EmbeddingField Field, bool Fits)>> TargetFieldsAsync(
        IClusterCalls calls,
        string target,
        CancellationToken cancellationToken)
    {
        var isThere = (await calls.SendAsync(
            new(HttpMethod.Get, $"/{Uri.EscapeDataString(target)}?filter_path=*.settings.index.uuid"),
            cancellationToken)).IsSuccess;
        return isThere && new IndexTable(options.Indices).Find(target) is { } index ? [(new(index.EmbeddingField), true)] : [];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A _reindex into {Index} copies documents without their embeddings; a backfill makes them anew. {Remedy}")]
        public static partial void NotReady(ILogger logger, string index, string remedy);
    }
}
