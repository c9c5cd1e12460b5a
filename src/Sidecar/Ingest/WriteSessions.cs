using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Dialects;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Opens a session for each write request. Thread-safe.</summary>
internal sealed class WriteSessions(UpstreamCluster cluster, EngineDetector engine, LimitOptions limits, WriteLog log, Spans spans, TimeProvider time)
{
    /// <summary>Opens a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="length">The length of its body as the engine would get it; <see langword="null"/> while that is not known.</param>
    public WriteSession Open(HttpContext context, long? length)
    {
        var calls = cluster.CallsFor(context);
        var growth = new GrowthBudget(length, limits.MaxWriteRequestBytes);
        return new(OpenGuard(context), new(calls), new(limits.EncodeTimeout, time), growth, new(calls, log), log.Open())
        {
            Spans = new(spans, context.Request),
        };
    }

    /// <summary>Opens what makes indices ready.</summary>
    /// <param name="context">The request, whose credentials are used.</param>
    public EmbeddingMappingGuard OpenGuard(HttpContext context)
    {
        return new(cluster.CallsFor(context), () => cluster.DetachedCallsFor(context), FindFamilyAsync, time);

        async ValueTask<EngineFamily?> FindFamilyAsync(CancellationToken cancellationToken) => (await engine.FindAsync(context, cancellationToken))?.Family;
    }
}

/// <summary>What belongs to one write request. Used by one stage at a time.</summary>
/// <param name="Guard">Makes indices ready.</param>
/// <param name="Stored">Completes the text of partial updates.</param>
/// <param name="Time">How long the write may still be held up.</param>
/// <param name="Growth">How much may still be added to it.</param>
/// <param name="TextFields">Finds text fields that its documents do not have.</param>
/// <param name="Log">Where it says what keeps its documents from being embedded.</param>
internal sealed record WriteSession(
    EmbeddingMappingGuard Guard, StoredTexts Stored, OwnTime Time, GrowthBudget Growth, TextFieldChecks TextFields, WriteLog.ForRequest Log)
{
    /// <summary>Where its encoding is traced.</summary>
    public RequestSpans Spans { get; init; }
}
