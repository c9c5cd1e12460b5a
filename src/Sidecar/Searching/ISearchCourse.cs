using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Searching;

/// <summary>What is done with a request that may be reranked, once its body is in memory. Thread-safe.</summary>
internal interface ISearchCourse
{
    /// <summary>Whether it is for requests that hold several searches.</summary>
    bool IsMulti { get; }

    /// <summary>Reranks and answers, unless the request is the engine's to answer; then the verdict says why.</summary>
    /// <param name="context">The client's request.</param>
    /// <param name="route">Its path.</param>
    /// <param name="body">Its body.</param>
    /// <param name="work">What it has beside its content.</param>
    /// <returns>Whether the client was answered. If not, its own request is still to be sent.</returns>
    /// <exception cref="HttpRequestException">The cluster did not answer.</exception>
    /// <exception cref="IOException">The cluster broke its answer off.</exception>
    Task<bool> TryAnswerAsync(HttpContext context, SearchRoute route, ReadOnlyMemory<byte> body, SearchWork work);
}
