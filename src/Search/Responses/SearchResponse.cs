using System.Diagnostics.CodeAnalysis;
using TwinBert.Search.Json;
using TwinBert.Search.Rewriting;

namespace TwinBert.Search.Responses;

/// <summary>
/// The answer to a widened search: its hits with their vectors, and where in the bytes everything stands that is moved, replaced or left out.
/// Holds on to the bytes that it was read from. Immutable and thread-safe.
/// </summary>
public sealed class SearchResponse
{
    internal SearchResponse(ReadOnlyMemory<byte> json, ResponseLayout layout, CandidateHit[] hits, JsonSpan[] cuts)
    {
        Json = json;
        Layout = layout;
        Candidates = hits;
        Cuts = cuts;
    }

    /// <summary>The hits in the engine's order.</summary>
    public IReadOnlyList<CandidateHit> Hits => Candidates;

    internal CandidateHit[] Candidates { get; }

    internal ReadOnlyMemory<byte> Json { get; }

    internal ResponseLayout Layout { get; }

    internal JsonSpan[] Cuts { get; }

    /// <summary>Reads an answer.</summary>
    /// <param name="json">The body: not to be changed as long as the response is in use.</param>
    /// <param name="search">The search that it answers.</param>
    /// <param name="options">The length of vectors, and whether embeddings stay visible.</param>
    /// <param name="response">The response, when the body has hits in the form that engines give them.</param>
    /// <returns>Whether it could be read. An error, and anything that no engine would answer, is <see langword="false"/>.</returns>
    public static bool TryRead(
        ReadOnlyMemory<byte> json,
        WidenedSearch search,
        ResponseReadOptions options,
        [NotNullWhen(true)] out SearchResponse? response) =>
        new SearchResponseReader(json, search, options).TryRead(out response);
}
