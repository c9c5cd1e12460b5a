using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Dialects;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Opens a session for each write request. Thread-safe.</summary>
internal sealed class WriteSessions(UpstreamCluster cluster, EngineDetector engine, LimitOptions limits, WriteLog log, TimeProvider time)
{
    /// <summary>Opens a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="length">The length of its body as the engine would get it; <see langword="null"/> while that is not known.</param>
    public WriteSession Open(HttpContext context, long? length)
    {
        var calls = cluster.CallsFor(context);
        var growth = new GrowthBudget(length, limits.MaxWriteRequestBytes);
        return new(OpenGuard(context), new(calls), new(limits.EncodeTimeout, time), growth, new(calls, log), log.Open());
    }

    /// <summary>Opens what makes indices ready.</summary>
    /// <param name="context">The request, whose credentials are used.</param>
    public EmbeddingMappingGuard OpenGuard(HttpContext context)
    {
        return new(cluster.CallsFor(context), () => cluster.DetachedCallsFor(context), FindFamilyAsync, time);

        async ValueTask<EngineFamily?> FindFamilyAsync(CancellationToken cancellationToken) => (await engine.FindAsync(context, cancellationToken))?.Family;
    }
}
