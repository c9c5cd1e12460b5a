using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Features;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Sources;

namespace TwinBert.Search.Reading;

/// <summary>
/// What a search looks for and what it has, read once, so that it can be told which form of reranking bears it. Immutable and thread-safe.
/// </summary>
public sealed class SearchShape
{
    /// <summary>The parameter that says whether an answer may be partial.</summary>
    internal const string PartialAnswers = "allow_partial_search_results";

    private readonly SearchFeature[] _features;
    private readonly RerankReason? _reason;
    private ScoredText? _scoredText;

    internal SearchShape(SearchUrl url, ReadOnlyMemory<byte> body, SearchBody members, SearchFeature[] features)
    {
        Url = url;
        Body = body;
        Members = members;
        _features = features;
    }

    private SearchShape(RerankReason reason)
        : this(SearchUrl.Empty, default, new(), [])
    {
        _reason = reason;
        Window = SearchReading.Skip(reason);
    }

    /// <summary>The search as one that is reranked by <see cref="RerankForm.Window"/>, or why it is not.</summary>
    public SearchReading Window { get; internal init; } = SearchReading.Skip(RerankReason.UnreadableBody);

    /// <summary>The text to rerank by; empty where there is none, and then no form bears the search.</summary>
    public string QueryText { get; internal init; } = "";

    /// <summary>Where there is no text, the kind of query that gives none, one of <see cref="QueryKinds"/>; otherwise <see langword="null"/>.</summary>
    public string? KindWithoutText { get; internal init; }

    /// <summary>
    /// Of each text that may be half typed, all the fields in which it is looked for as a whole. Where the terms of all of them are beginnings of words, the
    /// text is looked for as the beginning of something, and somebody is still typing it.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> FieldsOfTyped { get; internal init; } = [];

    /// <summary>How many hits the client skips, from 0.</summary>
    public int From { get; internal init; }

    /// <summary>How many hits the client wants, from 0.</summary>
    public int Size { get; internal init; }

    /// <summary>How long the client lets the engine search; <see langword="null"/> where it does not say.</summary>
    public TimeSpan? Timeout { get; internal init; }

    /// <summary>What the search has that not every form bears, in the order in which it was found.</summary>
    public IReadOnlyList<SearchFeature> Features => _features;

    /// <summary>Whether the answer comes in another form than JSON, so that it can only be passed on.</summary>
    public bool HasOtherForm { get; internal init; }

    /// <summary>
    /// Whether it cannot be seen in the answer if shards failed, and the client does not say what is to become of that: a search with the crossing in it then
    /// asks for an error in place of a partial answer.
    /// </summary>
    public bool HidesFailures => (HasOtherForm || Url["filter_path"] is not null) && Url[PartialAnswers] is null;

    /// <summary>The raw query string, without its question mark.</summary>
    public string QueryString => Url.Text;

    /// <summary>What the engine itself has to leave out of sources, because the answer's form is not one that it is cut out of.</summary>
    internal IReadOnlyList<EmbeddingField> LeftOut { get; init; } = [];

    /// <summary>Whether hits come with all of their source, embedding and all.</summary>
    public bool HasWholeSources => Url["filter_path"] is null && SourceChoices.Of(Url, Members, Body.Span) != SourceChoice.Chosen;

    /// <summary>Whether the client has seen an earlier page.</summary>
    public bool IsLaterPage => From > 0 || _features.Contains(SearchFeature.SearchAfter);

    internal SearchUrl Url { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    internal SearchBody Members { get; }

    /// <summary>The object that has the query: the body, or a retriever in it.</summary>
    internal QueryScope Scope { get; init; } = QueryScope.None;

    /// <summary>The parts of the query that are scored by text; <see langword="null"/> where the query does not stand in the body.</summary>
    internal ScoredText? ScoredText => Scope.Query is { } query && Url["q"] is null ? _scoredText ??= Find(query) : null;

    /// <summary>Whether the client adds to the score of the text what a factor must not touch.</summary>
    internal bool AddsToScore => ScoredText is { IsProduct: false };

    /// <summary>
    /// Whether nothing but the text decides the score, and the text is no part number: no clause, function, boost of an index or second scoring of the
    /// application's own. Where it cannot be told, it is said to have a say.
    /// </summary>
    public bool IsDecidedByText => ScoredText is null or { IsAlone: true }
        && Members["rescore"] is null && Members["indices_boost"] is null && !PartNumber.Is(QueryText);

    /// <summary>What all pages of the search have in common, and no other search has: a hash.</summary>
    public UInt128 FindSequence() => PageSequence.Of(Url, Members, Body.Span, QueryText);

    /// <summary>A search that is left to the engine before it is read.</summary>
    /// <param name="reason">The reason against every form.</param>
    public static SearchShape Left(RerankReason reason) => new(reason);

    /// <summary>The reason for which a form does not bear the search; <see langword="null"/> where it does.</summary>
    /// <param name="form">The form.</param>
    /// <param name="family">The engine's family.</param>
    /// <returns>One of the constants of <see cref="RerankReason"/>.</returns>
    public RerankReason? ReasonAgainst(RerankForm form, EngineFamily family)
    {
        if (_reason is not null)
        {
            return _reason;
        }

        var addsToScore = form != RerankForm.Window && QueryText.Length > 0 && AddsToScore;
        foreach (var feature in _features)
        {
            // Where the text has a factor of its own, the client's rescoring goes on as it was, over the new scores.
            var isWithin = feature == SearchFeature.Rescore && form == RerankForm.Wrap && addsToScore;
            if (!isWithin && SearchFeatures.Of(feature).ReasonAgainst(form, family) is { } reason)
            {
                return reason;
            }
        }

        return addsToScore ? ReasonAgainstAddition(form, family) : null;
    }

    private RerankReason? ReasonAgainstAddition(RerankForm form, EngineFamily family)
    {
        var feature = Members["indices_boost"] is not null || _features.Contains(SearchFeature.Rescore) ? SearchFeature.AddedScoreChanged
            : Scope.MinScore is not null && MayTellMatches() ? SearchFeature.AddedScoreWithLeast
            : SearchFeature.AddedScore;
        return SearchFeatures.Of(feature).ReasonAgainst(form, family);
    }

    // A part of a query that hits tell of must not stand in it twice.
    private bool MayTellMatches()
    {
        var query = Scope.Query!.Value.In(Body.Span);
        return JsonName.MayContain(query, "inner_hits"u8) || JsonName.MayContain(query, "_name"u8);
    }

    private ScoredText Find(JsonSpan query)
    {
        try
        {
            return ScoredTextFinder.Find(Body, query);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name or a text with broken UTF-8, where nobody looked before.
            return new([new(query, "")], true, false);
        }
    }
}
