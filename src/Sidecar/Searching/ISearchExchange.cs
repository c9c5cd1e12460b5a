using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>The way of a request's searches to the engine and of an answer to the client. Belongs to one request.</summary>
internal interface ISearchExchange
{
    /// <summary>Sends searches in the caller's name, and reads the answer if it is one.</summary>
    /// <param name="search">What is sent in place of the client's request.</param>
    /// <exception cref="HttpRequestException">The cluster did not answer.</exception>
    /// <exception cref="IOException">The cluster broke its answer off.</exception>
    Task<EngineAnswer> SendAsync(OutgoingSearch search);

    /// <summary>Answers the client with what the engine said, as it came.</summary>
    Task PassOnAsync(EngineAnswer answer);

    /// <summary>Answers the client with a page made of the engine's answer: with its head, and compressed if that was.</summary>
    Task WriteAsync(EngineAnswer answer, PooledBody page);

    /// <summary>The body of an error, decompressed; empty where there is none that can be read.</summary>
    Task<ReadOnlyMemory<byte>> ReadErrorAsync(EngineAnswer answer);

    /// <summary>What one of several searches is answered with when the cluster did not answer it.</summary>
    /// <param name="cause">What happened: an <see cref="IOException"/> when the answer was broken off or cannot be read.</param>
    byte[] Refusal(Exception cause);
}
