using Microsoft.Extensions.DependencyInjection;
using TwinBert.Configuration;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Health;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.MultiSearching;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Hosting;

/// <summary>Everything that a sidecar is made of, feature by feature.</summary>
internal static class SidecarServices
{
    public static IServiceCollection AddSidecar(this IServiceCollection services, SidecarSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Model);
        services.AddSingleton(settings.Options);
        services.AddSingleton(settings.Options.Limits);
        services.AddSingleton(settings.Options.Upstream);
        services.AddSingleton(settings.TimeProvider);
        services.AddSingleton(new IndexTable(settings.Options.Indices));
        services.AddSingleton<Readiness>();
        services.AddSingleton<UpstreamHealth>();
        services.AddSingleton<StatusReport>();
        services.AddSingleton<QueryCacheMetrics>();
        services.AddSingleton<EncodeMetrics>();
        services.AddSingleton<BufferMetrics>();
        services.AddSingleton<VectorMetrics>();
        services.AddMetrics();
        return services
            .AddProxy(settings.Options.Upstream)
            .AddSearching(new RerankerTable(settings.Model, settings.Options.Indices))
            .AddDocuments()
            .AddIngest();
    }

    private static IServiceCollection AddProxy(this IServiceCollection services, UpstreamOptions upstream)
    {
        services.AddHttpForwarder();
        services.AddSingleton(new UpstreamTransformer(new Uri(upstream.Url)));
        services.AddSingleton<SeenCluster>();
        services.AddSingleton<UpstreamCluster>();
        services.AddSingleton<EngineDetector>();
        services.AddSingleton<BodyBuffers>();
        services.AddSingleton<AnswerRewriter>();
        return services;
    }

    private static IServiceCollection AddSearching(this IServiceCollection services, RerankerTable rerankers)
    {
        services.AddSingleton<RerankMetrics>();
        services.AddSingleton<FailureLog>();
        services.AddSingleton<TemplateRenderer>();
        services.AddSingleton<QueryTextPlaces>();
        services.AddSingleton<SearchEligibility>();
        services.AddSingleton<CallerKeys>();
        services.AddSingleton<KnownCallers>();
        services.AddSingleton<OperatorCalls>();
        services.AddSingleton<TextVisibility>();
        services.AddSingleton<WrongMappings>();
        services.AddSingleton<SearchCallers>();
        services.AddSingleton<EncodeStage>();
        services.AddSingleton<RerankStage>();
        services.AddSingleton<VerdictBook>();
        services.AddSingleton<SearchExchange>();
        services.AddSingleton<VectorCircuits>();
        services.AddSingleton<ISearchCourse, SingleSearchCourse>();
        services.AddSingleton(rerankers);
        services.AddSingleton<SearchRehearsal>();
        services.AddSingleton<MultiSearchPlanner>();
        services.AddSingleton<MultiSearchReranker>();
        services.AddSingleton<ISearchCourse, MultiSearchCourse>();
        return services;
    }

    private static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddSingleton<EmbeddingScope>();
        services.AddSingleton<VectorRequest>();
        services.AddSingleton<ExclusionRequest>();
        return services;
    }
}
