using TwinBert.Protocol;
using TwinBert.Search.Rewriting;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>One search of an <c>_msearch</c>: to be reranked, or left to the engine.</summary>
/// <param name="Search">The search; <see langword="null"/> when it is left to the engine.</param>
/// <param name="Widened">The search as it is sent, when it is to be reranked.</param>
/// <param name="Reason">Why it is left to the engine, otherwise.</param>
/// <param name="Indices">What it searches; <see langword="null"/> for all indices.</param>
internal sealed record PlannedSearch(EligibleSearch? Search, WidenedSearch? Widened, RerankReason? Reason, string? Indices)
{
    /// <summary>The body to send when it is to be reranked.</summary>
    public ReadOnlyMemory<byte>? Line { get; } = Search is not null && Widened is not null ? Search.BodyOf(Widened) : default(ReadOnlyMemory<byte>?);

    /// <summary>The verdict when the engine's answer is the client's, whatever the search asked for.</summary>
    /// <param name="failure">Why reranking came to nothing, where it was tried; <see langword="null"/> when the engine answered with an error.</param>
    public RerankVerdict WithoutRerank(RerankReason? failure) => Search is null || failure is not { } why
        ? SearchEnds.Verdict(Reason ?? RerankReason.EngineError)
        : SearchEnds.Failure(why);
}
