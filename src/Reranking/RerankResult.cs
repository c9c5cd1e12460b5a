using TwinBert.Search.Responses;

namespace TwinBert.Reranking;

/// <summary>What reranking gave. Immutable and thread-safe.</summary>
public sealed record RerankResult
{
    /// <summary>The engine crossed, and its page is in the new order: nothing is counted.</summary>
    public static RerankResult ByEngine { get; } = new() { Outcome = RerankOutcome.Reranked };

    /// <summary>How it ended.</summary>
    public required RerankOutcome Outcome { get; init; }

    /// <summary>The new order and scores of the window; <see langword="null"/> unless reranked.</summary>
    public HitOrder? Order { get; init; }

    /// <summary>How many hits were considered: the window, or all hits where there are fewer.</summary>
    public int Window { get; init; }

    /// <summary>How many of them have an embedding of the model in use.</summary>
    public int Scored { get; init; }

    /// <summary>How many have none, or one of another model or length.</summary>
    public int Missing => Window - Scored;

    /// <summary>How many are at another place than before.</summary>
    public int Moved { get; init; }

    /// <summary>Whether another hit is now first.</summary>
    public bool TopChanged { get; init; }

    /// <summary>Whether there is a new order.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Order))]
    public bool IsReranked => Order is not null;
}
