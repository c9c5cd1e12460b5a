using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Opens a session for each write request. Thread-safe.</summary>
internal sealed class WriteSessions(UpstreamCluster cluster, EngineDetector engine, SidecarModel model, LimitOptions limits, TimeProvider time)
{
    /// <summary>Opens a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="length">The length of its body as the engine would get it; <see langword="null"/> while that is not known.</param>
    public WriteSession Open(HttpContext context, long? length)
    {
        var calls = cluster.CallsFor(context);
        var guard = new EmbeddingMappingGuard(calls, FindFamilyAsync, model.DocumentEncoder.Dimensions);
        return new(guard, new(calls), new(limits.EncodeTimeout, time), new(length, limits.MaxWriteRequestBytes));

        async ValueTask<EngineFamily?> FindFamilyAsync(CancellationToken cancellationToken) => (await engine.FindAsync(context, cancellationToken))?.Family;
    }
}
