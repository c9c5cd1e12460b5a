using System.Net;
using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>Calls to the sidecar itself. Thread-safe.</summary>
/// <param name="client">A client whose <see cref="HttpClient.BaseAddress"/> is the sidecar's URL; it stays the caller's.</param>
public sealed class TwinBertClient(HttpClient client)
{
    /// <summary>Whether the sidecar serves: its model is loaded and has encoded its first texts.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// <see langword="false"/> also when it cannot be reached, does not answer within the client's <see cref="HttpClient.Timeout"/>, or when the URL is not a
    /// sidecar's.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token ended the call.</exception>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken) => AskAsync("health/ready", cancellationToken);

    /// <summary>Whether the sidecar's process answers at all.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// <see langword="false"/> also when it cannot be reached, does not answer within the client's <see cref="HttpClient.Timeout"/>, or when the URL is not a
    /// sidecar's.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token ended the call.</exception>
    public Task<bool> IsLiveAsync(CancellationToken cancellationToken) => AskAsync("health/live", cancellationToken);

    private async Task<bool> AskAsync(string question, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client
                .GetAsync(new Uri(TwinBertHeaders.PathPrefix + question, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The client's own timeout.
            return false;
        }
    }
}
