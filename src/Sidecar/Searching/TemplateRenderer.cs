using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;
using TwinBert.Search.Templates;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Searching;

/// <summary>Has the engine itself make a search of a template, in the name of the caller and within the sidecar's own time. Thread-safe.</summary>
internal sealed class TemplateRenderer(UpstreamCluster cluster)
{
    private const string Target = "/_render/template";

    /// <summary>Renders a template.</summary>
    /// <param name="client">The caller's request.</param>
    /// <param name="body">The body of the template search: the engine reads the same from it.</param>
    /// <param name="deadline">Ends the work because its time is over, or with the caller.</param>
    /// <returns>The search and the template, or the reason to leave the template to the engine: it cannot be read, or the engine makes no search of it, or not
    /// for this caller.</returns>
    public async ValueTask<(ReadOnlyMemory<byte> Search, SearchTemplate? Template, RerankReason? Reason)> RenderAsync(
        ClientRequest client,
        ReadOnlyMemory<byte> body,
        CancellationToken deadline)
    {
        if (!SearchTemplate.TryRead(body.Span, out var template, out var reason))
        {
            return (default, null, reason);
        }

        return await AskAsync(client, body, deadline) is { } search ? (search, template, null) : (default, null, RerankReason.Template);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> AskAsync(ClientRequest client, ReadOnlyMemory<byte> body, CancellationToken deadline)
    {
        try
        {
            var answer = await cluster.CallsFor(client).SendAsync(new ClusterCall(HttpMethod.Post, Target, body), deadline);
            return answer.Status == (int)HttpStatusCode.OK ? SearchTemplate.ReadRendered(answer.Body) : null;
        }
        catch (OperationCanceledException) when (!client.Aborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
