using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Admission;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Embedding;
using TwinBert.Sidecar.Exporting;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.PointsInTime;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Status;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Hosting;

/// <summary>What a sidecar has for as long as it runs, whatever it serves: counts, logs, documents to repair, what it learnt that no setting changes.</summary>
internal static class ProcessServices
{
    private static readonly Type[] Kept =
    [
        typeof(TimeProvider), typeof(IMeterFactory), typeof(ILoggerFactory),
        typeof(ExportedTelemetry), typeof(Readiness), typeof(RequestsInFlight), typeof(Observed), typeof(RerankSwitch), typeof(ClientRateMetrics),
        typeof(RerankMetrics), typeof(IngestMetrics), typeof(EmbeddingMetrics), typeof(Spans), typeof(FailureLog), typeof(WriteLog),
        typeof(UpkeepOptions), typeof(UpkeepPermit), typeof(FreshnessGauges), typeof(RepairQueue), typeof(RepairMetrics),
        typeof(CallerKeys), typeof(KnownCallers), typeof(OpenPoints), typeof(ServedPages), typeof(ServingFields),
    ];

    /// <summary>Adds them.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">What the sidecar is started with.</param>
    public static IServiceCollection AddProcess(this IServiceCollection services, SidecarSettings settings)
    {
        services.AddSingleton(settings.TimeProvider);
        services.AddSingleton(settings.Options.Upkeep);
        services.AddSingleton(new UpkeepPermit(settings.Options.Upkeep, settings.Options.Upstream));
        services.AddSingleton<FreshnessGauges>();
        services.AddSingleton<RepairQueue>();
        services.AddSingleton<RepairMetrics>();
        services.AddMetrics();
        services.AddSingleton<Readiness>();
        services.AddSingleton<RequestsInFlight>();
        services.AddSingleton<Observed>();
        services.AddSingleton<RerankSwitch>();
        services.AddSingleton<ClientRateMetrics>();
        services.AddSingleton<SidecarGauges>();
        services.AddSingleton<CoverageGauges>();
        services.AddSingleton<GenerationGauges>();
        services.AddSingleton<RerankMetrics>();
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<EmbeddingMetrics>();
        services.AddSingleton(_ => new Spans(new ActivitySource(Spans.SourceName)));
        services.AddSingleton<FailureLog>();
        services.AddSingleton<WriteLog>();
        services.AddSingleton<CallerKeys>();
        services.AddSingleton<KnownCallers>();
        services.AddSingleton<OpenPoints>();
        services.AddSingleton<ServedPages>();
        services.AddSingleton<ServingFields>();
        services.AddSingleton<ServingSwitch>();
        services.AddSingleton(_ => new ExportedTelemetry(settings.ExportsTelemetry ? new(Environment.GetEnvironmentVariable) : null));
        return services;
    }

    /// <summary>Adds those of a process to the services of a configuration; these do not dispose of them.</summary>
    /// <param name="services">The services of a configuration.</param>
    /// <param name="process">Those of the process.</param>
    public static IServiceCollection AddOfProcess(this IServiceCollection services, IServiceProvider process)
    {
        foreach (var type in Kept)
        {
            services.AddSingleton(type, process.GetRequiredService(type));
        }

        return services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
    }
}
