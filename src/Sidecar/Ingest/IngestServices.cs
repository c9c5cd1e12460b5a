using Microsoft.Extensions.DependencyInjection;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Ingest;

/// <summary>What the write path is made of.</summary>
internal static class IngestServices
{
    /// <summary>Adds the services of the write path.</summary>
    public static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<WriteLog>();
        services.AddSingleton<EmbeddingSites>();
        services.AddSingleton<WriteBatchEncoder>();
        services.AddSingleton<WriteSessions>();
        return services;
    }
}
