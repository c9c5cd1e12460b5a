namespace TwinBert.Sidecar.Upstream;

/// <summary>Notes what each answer shows of the cluster. Thread-safe.</summary>
internal sealed class SeeingHandler(HttpMessageHandler inner, SeenCluster seen) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            seen.Answered(answer);
            return answer;
        }
        catch (HttpRequestException)
        {
            seen.NotAnswered();
            throw;
        }
    }
}
