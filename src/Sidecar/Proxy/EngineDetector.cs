using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Proxy;

/// <summary>
/// Finds out which engine answers, by <c>GET /</c> when a request first needs to know it, with that caller's credentials and, where those do not
/// suffice, with the operator's. The answer is kept for a while, because clusters are upgraded under a running sidecar. Thread-safe.
/// </summary>
internal sealed class EngineDetector(UpstreamCluster cluster, UpstreamOptions options, TimeProvider time)
{
    private const string ProductHeader = "X-Elastic-Product";
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FamilyKnownFor = TimeSpan.FromSeconds(5);
    private static readonly RequestTarget Root = new("/", "");

    // Replaced as a whole; two requests that find it outdated ask twice, which is harmless.
    private volatile Finding? _finding;

    /// <summary>The engine, or <see langword="null"/> while it cannot be known: unreachable, or the caller may not ask.</summary>
    /// <param name="context">The request that needs to know.</param>
    /// <param name="cancellationToken">Ends the call upstream too.</param>
    public async ValueTask<SearchDialect?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_finding is { } finding && time.GetElapsedTime(finding.At, now) < (finding.Engine.Version.Major > 0 ? KnownFor : FamilyKnownFor))
        {
            return finding.Engine;
        }

        // What one caller may not ask, the next one may: only an answer is kept.
        var engine = await AskAsync(context, cancellationToken);
        _finding = engine is null ? _finding : new(engine, now);
        return engine;
    }

    private async Task<SearchDialect?> AskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await cluster.SendAsync(context, HttpMethod.Get, Root, content: null, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
            {
                return await ReadAsync(answer, cancellationToken);
            }

            using var request = OperatorRequest.Create(HttpMethod.Get, options);
            using var second = await cluster.SendAsync(request, Root, cancellationToken);
            return await ReadAsync(second, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            return null;
        }
    }

    // Elasticsearch names itself on every answer, even on a refusal; the version then stays unknown.
    private static async Task<SearchDialect?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return ClusterIdentity.Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) is { } identity ? SearchDialect.For(identity) : null;
        }

        return answer.Headers.NonValidated.Contains(ProductHeader) ? SearchDialect.For(EngineFamily.Elasticsearch) : null;
    }

    private sealed record Finding(SearchDialect Engine, long At);
}
