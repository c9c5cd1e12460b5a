using Microsoft.Extensions.DependencyInjection;
using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Admission;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Generations;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Status;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upkeep;
using TwinBert.Sidecar.Upstream;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Hosting;

/// <summary>Everything that serving one configuration is made of, feature by feature.</summary>
internal static class SidecarServices
{
    public static IServiceCollection AddSidecar(this IServiceCollection services, SidecarSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Options);
        services.AddSingleton(settings.Options.Limits);
        services.AddSingleton(settings.Options.Upstream);
        services.AddSingleton(settings.Options.Logs);
        services.AddSingleton(provider => ModelsOf(settings, provider));
        services.AddSingleton(provider => new ServedIndices(
            settings.Options.Indices, provider.GetRequiredService<ServedModels>().Of, provider.GetRequiredService<ServingFields>()));
        services.AddSingleton(settings.Options.Admin);
        services.AddSingleton<AdminAccess>();
        services.AddSingleton<AdminActions>();
        services.AddSingleton<ClientRates>();
        services.AddSingleton<UpstreamHealth>();
        services.AddSingleton<StatusReport>();
        return services
            .AddProxy(settings.Options.Upstream)
            .AddSearching()
            .AddDocuments()
            .AddIngest()
            .AddUpkeep();
    }

    private static ServedModels ModelsOf(SidecarSettings settings, IServiceProvider provider)
    {
        var (metrics, spans) = (provider.GetRequiredService<RerankMetrics>(), provider.GetRequiredService<Spans>());
        CrossingCheck.Run(settings.Options.Indices, new ServedModels(settings.Model, settings.ModelsByName).Of);
        return new(Measured(settings.Model), settings.ModelsByName.ToDictionary(entry => entry.Key, entry => Measured(entry.Value)));
        ServedModel Measured(ServedModel model) => model with { Queries = new MeasuredQueryEncoder(model.Queries, metrics, spans, settings.TimeProvider) };
    }

    private static IServiceCollection AddProxy(this IServiceCollection services, UpstreamOptions upstream)
    {
        services.AddHttpForwarder();
        services.AddSingleton(new UpstreamTransformer(upstream));
        services.AddSingleton<SeenCluster>();
        services.AddSingleton<UpstreamNodes>();
        services.AddSingleton<UpstreamCluster>();
        services.AddSingleton<EngineDetector>();
        services.AddSingleton<BodyBuffers>();
        services.AddSingleton<AnswerRewriter>();
        return services;
    }

    private static IServiceCollection AddSearching(this IServiceCollection services)
    {
        services.AddSingleton<TemplateRenderer>();
        services.AddSingleton<OperatorCalls>();
        services.AddSingleton<TextVisibility>();
        services.AddSingleton<WrongMappings>();
        services.AddSingleton(provider => new QueryEncoders(
            provider.GetRequiredService<ServedModels>().All,
            provider.GetRequiredService<KnownCallers>(),
            provider.GetRequiredService<LimitOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PlanCircuits>();
        services.AddSingleton<PlanKnowledge>();
        services.AddSingleton<FieldKnowledge>();
        services.AddSingleton<SlowSearchLog>();
        services.AddSingleton<VerdictSinks>();
        services.AddSingleton<SearchPlanner>();
        services.AddSingleton<SearchScreen>();
        services.AddSingleton<SearchReader>();
        services.AddSingleton<SearchRanking>();
        services.AddSingleton<OwnAnswers>();
        services.AddSingleton<SearchPipeline>();
        services.AddSingleton<SearchSessions>();
        services.AddSingleton<SearchRehearsal>();
        return services;
    }

    private static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddSingleton<VectorRequest>();
        services.AddSingleton<ExclusionRequest>();
        return services;
    }

    private static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.AddSingleton<EmbeddingSites>();
        services.AddSingleton<DocumentEncoders>();
        services.AddSingleton<WriteBatchEncoder>();
        services.AddSingleton<WriteSessions>();
        return services;
    }

    private static IServiceCollection AddUpkeep(this IServiceCollection services)
    {
        services.AddSingleton<OperatedIndices>();
        services.AddSingleton<FreshnessWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<FreshnessWatch>());
        services.AddSingleton<IndexRepairs>();
        services.AddSingleton<ReadScreen>();
        services.AddHostedService<RepairWorker>();
        services.AddSingleton<CoverageSwitch>();
        services.AddHostedService<GenerationWatch>();
        return services;
    }
}
