namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// Sends requests that ask to be the last on their connection (<c>Connection: close</c>) over one that is opened for them and closed after them. The
/// header alone does not see to that: an engine that could not read a head does not know it, and offers the connection for reuse. Thread-safe.
/// </summary>
/// <param name="pooled">Keeps connections for later requests.</param>
/// <param name="single">Keeps none.</param>
internal sealed class OwnConnectionHandler(HttpMessageHandler pooled, HttpMessageHandler single) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _pooled = new(pooled);
    private readonly HttpMessageInvoker _single = new(single);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (request.Headers.ConnectionClose == true ? _single : _pooled).SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pooled.Dispose();
            _single.Dispose();
        }

        base.Dispose(disposing);
    }
}
