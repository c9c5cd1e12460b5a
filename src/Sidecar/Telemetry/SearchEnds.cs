using System.Collections.Frozen;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>What the end of a search shows of the index's circuit: whether asking it for what reranking needs came to something.</summary>
internal enum CircuitEffect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It came to something.</summary>
    Success,

    /// <summary>It came to nothing.</summary>
    Failure,
}

/// <summary>What a reason means.</summary>
/// <param name="Status">How the search ended.</param>
/// <param name="Stage">Of a failure, the step: <c>encode</c>, <c>search</c>, <c>read</c>, <c>cross</c> or <c>budget</c>.</param>
/// <param name="Party">Whose part that step is: <c>model</c>, <c>engine</c> or <c>sidecar</c>.</param>
/// <param name="IsLogged">Whether the end is logged with the verdict. What has a cause is logged where it happened, with it.</param>
/// <param name="Effect">What it shows of the index's circuit.</param>
internal sealed record SearchEnd(
    RerankStatus Status,
    string? Stage = null,
    string? Party = null,
    bool IsLogged = false,
    CircuitEffect Effect = CircuitEffect.None);

/// <summary>The one table of why a search has the engine's own order, and what that means.</summary>
internal static class SearchEnds
{
    private static readonly SearchEnd Choice = new(RerankStatus.Skipped);
    private static readonly SearchEnd Answered = new(RerankStatus.Skipped, Effect: CircuitEffect.Success);

    private static readonly FrozenDictionary<RerankReason, SearchEnd> Table = new Dictionary<RerankReason, SearchEnd>
    {
        // The client's choice, or what the search asks for.
        [RerankReason.Off] = Choice,
        [RerankReason.NotConfigured] = Choice,
        [RerankReason.MixedIndices] = Choice,
        [RerankReason.InvalidHint] = Choice,
        [RerankReason.SignedRequest] = Choice,
        [RerankReason.ContentType] = Choice,
        [RerankReason.ContentEncoding] = Choice,
        [RerankReason.RequestTooLarge] = Choice,
        [RerankReason.Template] = Choice,
        [RerankReason.Async] = Choice,
        [RerankReason.RankEvaluation] = Choice,
        [RerankReason.TooManySearches] = Choice,
        [RerankReason.Several] = Choice,
        [RerankReason.UnreadableUrl] = Choice,
        [RerankReason.UnreadableBody] = Choice,
        [RerankReason.UnknownParameter] = Choice,
        [RerankReason.UnknownKey] = Choice,
        [RerankReason.SourceParameter] = Choice,
        [RerankReason.Format] = Choice,
        [RerankReason.FilterPath] = Choice,
        [RerankReason.Sort] = Choice,
        [RerankReason.Scroll] = Choice,
        [RerankReason.SearchAfter] = Choice,
        [RerankReason.PointInTime] = Choice,
        [RerankReason.Slice] = Choice,
        [RerankReason.Rescore] = Choice,
        [RerankReason.Retriever] = Choice,
        [RerankReason.Knn] = Choice,
        [RerankReason.Rank] = Choice,
        [RerankReason.Pinned] = Choice,
        [RerankReason.Collapse] = Choice,
        [RerankReason.Profile] = Choice,
        [RerankReason.Completion] = Choice,
        [RerankReason.SearchPipeline] = Choice,
        [RerankReason.StoredFields] = Choice,
        [RerankReason.EmbeddingRequested] = Choice,
        [RerankReason.SizeZero] = Choice,
        [RerankReason.BeyondWindow] = Choice,
        [RerankReason.ResultWindow] = Choice,
        [RerankReason.ScoreWithoutText] = Choice,
        [RerankReason.NoQueryText] = Choice,
        [RerankReason.HalfTyped] = Choice,
        [RerankReason.AddedScore] = Choice,
        [RerankReason.ScoredAggregation] = Choice,

        [RerankReason.PlanUnknown] = Choice,
        [RerankReason.PlanRefused] = Choice,
        [RerankReason.SwitchedOff] = Choice,
        [RerankReason.IndexTooLarge] = Choice,
        [RerankReason.EarlierPage] = Choice,

        // What the engine's answer gave.
        [RerankReason.NoHits] = Answered,
        [RerankReason.NoEmbeddings] = Answered,
        [RerankReason.NotByScore] = Answered,
        [RerankReason.HiddenFields] = Answered,

        // Failures, and what is passed over because something failed.
        [RerankReason.FieldsUnknown] = new(RerankStatus.Skipped, "search", "engine", Effect: CircuitEffect.Success),
        [RerankReason.EngineUnknown] = new(RerankStatus.Skipped, "search", "engine"),
        [RerankReason.EngineError] = new(RerankStatus.Skipped, "search", "engine"),
        [RerankReason.MappingMismatch] = new(RerankStatus.Skipped, "search", "engine"),
        [RerankReason.VectorsOpen] = new(RerankStatus.Skipped, "search", "engine", IsLogged: true),
        [RerankReason.WideningRefused] = new(RerankStatus.Failed, "search", "engine", IsLogged: true, CircuitEffect.Failure),
        [RerankReason.ShardsFailed] = new(RerankStatus.Failed, "search", "engine", IsLogged: true, CircuitEffect.Failure),
        [RerankReason.ResponseUnreadable] = new(RerankStatus.Failed, "read", "engine", IsLogged: true, CircuitEffect.Failure),
        [RerankReason.ResponseTooLarge] = new(RerankStatus.Failed, "read", "sidecar", IsLogged: true, CircuitEffect.Failure),
        [RerankReason.BuffersFull] = new(RerankStatus.Skipped, "read", "sidecar", IsLogged: true),
        [RerankReason.Overloaded] = new(RerankStatus.Skipped, "encode", "sidecar", IsLogged: true),
        [RerankReason.EncoderOpen] = new(RerankStatus.Skipped, "encode", "model", IsLogged: true),
        [RerankReason.Encoder] = new(RerankStatus.Failed, "encode", "model", Effect: CircuitEffect.Success),
        [RerankReason.Crossing] = new(RerankStatus.Failed, "cross", "model", Effect: CircuitEffect.Success),
        [RerankReason.Deadline] = new(RerankStatus.Failed, "budget", "sidecar", Effect: CircuitEffect.Success),
    }.ToFrozenDictionary();

    /// <summary>Every reason that this sidecar gives.</summary>
    public static IEnumerable<RerankReason> Reasons => Table.Keys;

    /// <summary>What a reason means; <see langword="null"/> stands for a search that was reranked.</summary>
    public static SearchEnd Of(RerankReason? reason) =>
        reason is { } why ? Table.GetValueOrDefault(why, Choice) : new(RerankStatus.Reranked, Effect: CircuitEffect.Success);

    /// <summary>The verdict of a search that ended with a reason.</summary>
    public static RerankVerdict Verdict(RerankReason reason)
    {
        var end = Of(reason);
        return new() { Status = end.Status, Reason = reason, Stage = end.Stage, Party = end.Party };
    }

    /// <summary>The verdict of a search for which reranking was tried and came to nothing with a reason that otherwise passes a search over.</summary>
    public static RerankVerdict Failure(RerankReason reason) => Verdict(reason) with { Status = RerankStatus.Failed };
}
