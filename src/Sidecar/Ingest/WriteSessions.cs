using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Dialects;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Opens a session for each write request. Thread-safe.</summary>
internal sealed class WriteSessions(
    UpstreamCluster cluster, EngineDetector engine, LimitOptions limits, CallerKeys callers, WriteLog log, Spans spans, RepairQueue repairs,
    TimeProvider time)
{
    /// <summary>Opens a session.</summary>
    /// <param name="client">The request.</param>
    /// <param name="length">The length of its body as the engine would get it; <see langword="null"/> while that is not known.</param>
    public WriteSession Open(ClientRequest client, long? length)
    {
        var calls = cluster.CallsFor(client);
        var growth = new GrowthBudget(length, limits.MaxWriteRequestBytes);
        return new(OpenGuard(client), new(calls), new(limits.EncodeTimeout, time), growth, new(calls, log), log.Open())
        {
            Caller = callers.Of(client),
            Spans = new(spans, client.Headers),
            Repairs = new(repairs),
        };
    }

    /// <summary>Opens what makes indices ready.</summary>
    /// <param name="client">The request, whose credentials are used.</param>
    public EmbeddingMappingGuard OpenGuard(ClientRequest client)
    {
        return new(cluster.CallsFor(client), () => cluster.DetachedCallsFor(client), FindFamilyAsync, time);

        async ValueTask<EngineFamily?> FindFamilyAsync(CancellationToken cancellationToken) => (await engine.FindAsync(client, cancellationToken))?.Family;
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

    /// <summary>Its documents that are written without an embedding.</summary>
    public required RepairTicket Repairs { get; init; }

    /// <summary>Who writes.</summary>
    public CallerKey Caller { get; init; }
}
