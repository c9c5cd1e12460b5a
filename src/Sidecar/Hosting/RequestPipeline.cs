using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TwinBert.Sidecar.Admission;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Embedding;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.PointsInTime;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Signatures;
using TwinBert.Sidecar.Sniffing;
using TwinBert.Sidecar.Status;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Hosting;

/// <summary>The one place that says in which order a request passes through the sidecar.</summary>
internal static class RequestPipeline
{
    public static void Configure(IApplicationBuilder pipeline)
    {
        pipeline.UseMiddleware<AbortedRequestMiddleware>();
        pipeline.UseMiddleware<FramingGuardMiddleware>();
        pipeline.UseMiddleware<AbandonableBodyMiddleware>();
        pipeline.UseMiddleware<ConnectionOptionsMiddleware>();
        pipeline.UseMiddleware<OwnPathsMiddleware>();
        pipeline.UseMiddleware<ClientSignatureMiddleware>();
        pipeline.UseMiddleware<ClientRateMiddleware>();
        pipeline.UseMiddleware<RequestsInFlightMiddleware>();
        pipeline.UseMiddleware<EmbeddingServiceMiddleware>();
        pipeline.UseMiddleware<SniffingMiddleware>();
        pipeline.UseMiddleware<PointInTimeMiddleware>();
        pipeline.UseMiddleware<SearchRerankMiddleware>();
        pipeline.UseMiddleware<WriteEncodeMiddleware>();
        pipeline.UseMiddleware<ReindexMiddleware>();
        pipeline.UseMiddleware<DocumentReadMiddleware>();
        pipeline.UseMiddleware<SignedBodyMiddleware>();
        pipeline.Run(pipeline.ApplicationServices.GetRequiredService<UpstreamCluster>().ForwardAsync);
    }
}
