using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>One search on its way through the <see cref="SearchPipeline"/>: to be reranked, or left to the engine. Belongs to one request.</summary>
/// <param name="indices">What it searches; <see langword="null"/> for all indices.</param>
internal sealed class SearchAttempt(string? indices) : IDisposable
{
    /// <summary>A search that is to be reranked.</summary>
    public SearchAttempt(string? indices, EligibleSearch search)
        : this(indices) => Search = search;

    /// <summary>A search that is left to the engine.</summary>
    public SearchAttempt(string? indices, RerankReason reason)
        : this(indices) => Reason = reason;

    /// <summary>What it searches; <see langword="null"/> for all indices.</summary>
    public string? Indices => indices;

    /// <summary>The search; <see langword="null"/> when it is left to the engine.</summary>
    public EligibleSearch? Search { get; private set; }

    /// <summary>Why it is left to the engine.</summary>
    public RerankReason? Reason { get; private set; }

    /// <summary>The way to its page.</summary>
    public SearchPlan? Plan { get; set; }

    /// <summary>What is sent in its place; <see langword="null"/> for the client's own.</summary>
    public OutgoingSearch? Outgoing { get; set; }

    /// <summary>Its use of the plan's circuit.</summary>
    public PlanAttempt? Circuit { get; set; }

    /// <summary>What it is a page of; <see langword="null"/> where that does not matter.</summary>
    public PagedSearch? PageOf { get; set; }

    /// <summary>Whether it is a page behind one that the client has.</summary>
    public bool IsLaterPage { get; set; }

    /// <summary>Leaves the search to the engine: nothing of the plan was tried.</summary>
    public void Leave(RerankReason reason)
    {
        Circuit?.Dispose();
        Circuit = null;
        Search = null;
        Outgoing = null;
        Reason = reason;
    }

    /// <summary>The verdict when the engine's answer is the client's, whatever was sent.</summary>
    /// <param name="failure">Why reranking came to nothing, where it was tried; <see langword="null"/> when the engine answered with an error.</param>
    public RerankVerdict WithoutRerank(RerankReason? failure) => Search is null || failure is not { } why
        ? SearchEnds.Verdict(Reason ?? RerankReason.EngineError)
        : SearchEnds.Failure(why);

    /// <summary>The verdict is given: it tells the circuit what the plan came to.</summary>
    /// <param name="verdict">The search's verdict.</param>
    public void End(RerankVerdict verdict)
    {
        switch (SearchEnds.Of(verdict.Reason).Effect)
        {
            case CircuitEffect.Failure:
                Circuit?.Fail();
                break;
            case CircuitEffect.Success:
                Circuit?.Succeed();
                break;
        }
    }

    /// <summary>What has shown nothing until now never will.</summary>
    public void Dispose() => Circuit?.Dispose();
}
