namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// Sends each request to the node whose turn it is, and to the next one where no connection can be opened, so that nothing of it was sent. Thread-safe.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="nodes">The nodes.</param>
internal sealed class NodeHandler(HttpMessageHandler inner, UpstreamNodes nodes) : DelegatingHandler(inner)
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (nodes.All.Count == 1)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var target = request.RequestUri!.PathAndQuery;
        HttpRequestException? failure = null;
        foreach (var node in nodes.InTurn())
        {
            request.RequestUri = new Uri(node.Url.GetLeftPart(UriPartial.Authority) + target, Verbatim);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException e) when (IsBeforeSending(e))
            {
                failure = e;
                nodes.Fail(node, AnswersAsync);
            }
        }

        throw failure!;
    }

    private static bool IsBeforeSending(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    // An answer of any kind is one, a refusal too.
    private async Task<bool> AnswersAsync(UpstreamNode node, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Url.GetLeftPart(UriPartial.Authority) + "/"));
            using var answer = await base.SendAsync(request, patience.Token);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
