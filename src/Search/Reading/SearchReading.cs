using System.Diagnostics.CodeAnalysis;
using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.QueryTexts;

namespace TwinBert.Search.Reading;

/// <summary>What reading a search gave: a request that can be reranked, or the reason why it is left to the engine.</summary>
public sealed record SearchReading
{
    private SearchReading(SearchRequest? request, RerankReason? skipReason)
    {
        Request = request;
        SkipReason = skipReason;
    }

    /// <summary>The request, when it can be reranked.</summary>
    public SearchRequest? Request { get; }

    /// <summary>Why not, otherwise: one of the constants of <see cref="RerankReason"/>.</summary>
    public RerankReason? SkipReason { get; }

    /// <summary>Whether the search can be reranked.</summary>
    [MemberNotNullWhen(true, nameof(Request))]
    [MemberNotNullWhen(false, nameof(SkipReason))]
    public bool IsEligible => Request is not null;

    /// <summary>
    /// Where the search has no text to rerank by, the kind of query that gives none, one of <see cref="QueryKinds"/>; otherwise <see langword="null"/>.
    /// </summary>
    public string? KindWithoutText { get; private init; }

    internal static SearchReading Eligible(SearchRequest request) => new(request, null);

    internal static SearchReading Skip(RerankReason reason) => new(null, reason);

    internal static SearchReading SkipWithoutText(string? kind) => new(null, RerankReason.NoQueryText) { KindWithoutText = kind };
}
