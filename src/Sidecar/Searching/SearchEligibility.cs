using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Protocol;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Features;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;
using TwinBert.Search.Templates;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Resilience;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Decides whether a search can be reranked: first by what costs nothing, then by its body, last by the engine. Whatever is doubtful is not.
/// Thread-safe.
/// </summary>
internal sealed class SearchEligibility(IndexTable indices, EngineDetector engines, TemplateRenderer templates, QueryTextPlaces places, RerankMetrics metrics)
{
    private const string AllIndices = "_all";

    /// <summary>The reason to leave a search alone without looking into its body; <see langword="null"/> when there is none.</summary>
    public RerankReason? ReasonBeforeReading(HttpContext context, SearchRoute route)
    {
        // Several searches may each name indices of their own.
        if (route.Kind != SearchKind.Scroll && !route.IsMulti && ReasonOfIndices(route.Indices) is { } reason)
        {
            return reason;
        }

        return ReasonOfKind(route.Kind) ?? ReasonOfRequest(context.Request, route);
    }

    /// <summary>Reads a search and finds out what is needed to rerank it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">Its path.</param>
    /// <param name="body">Its body.</param>
    /// <param name="budget">Is charged with what it takes.</param>
    /// <returns>The search, or the reason to leave it alone.</returns>
    public async ValueTask<(EligibleSearch? Search, RerankReason? Reason)> ReadAsync(
        HttpContext context,
        SearchRoute route,
        ReadOnlyMemory<byte> body,
        WorkBudget budget)
    {
        // The engine refuses a body without a type, so none may be added to it.
        if (!body.IsEmpty && string.IsNullOrWhiteSpace(context.Request.ContentType))
        {
            return (null, RerankReason.ContentType);
        }

        var start = budget.Now();
        var index = SettingsOf(route.Indices)!;
        var (reading, template, reason) = route.Kind == SearchKind.Template
            ? await ReadTemplateAsync(context, body, OptionsFor(context, index), budget)
            : (SearchRequestReader.Read(RequestTarget.Of(context).Query, body, OptionsFor(context, index)), null, null);
        if (reading is not { IsEligible: true })
        {
            metrics.CountQuery(reading?.KindWithoutText);
            return (null, reason ?? reading!.SkipReason);
        }

        budget.Spend(start);
        var dialect = await FindDialectAsync(context, budget);
        return dialect is null ? (null, RerankReason.EngineUnknown) : (new(NameOf(route.Indices), index, reading.Request, dialect, template), null);
    }

    private async ValueTask<(SearchReading? Reading, SearchTemplate? Template, RerankReason? Reason)> ReadTemplateAsync(
        HttpContext context, ReadOnlyMemory<byte> body, SearchReadOptions options, WorkBudget budget)
    {
        if (TemplateParameters.FindReason(RequestTarget.Of(context).Query) is { } unknown)
        {
            return (null, null, unknown);
        }

        using var deadline = budget.Expire(context.RequestAborted);
        var (rendered, template, reason) = await templates.RenderAsync(context, body, deadline.Token);
        return reason is null ? (SearchRequestReader.Read("", rendered, options), template, null) : (null, null, reason);
    }

    /// <summary>An expression as it is sent; <see langword="null"/> stands for all indices.</summary>
    public static string NameOf(string? expression) => expression ?? AllIndices;

    /// <summary>The settings that all indices of an expression have.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public IndexOptions? SettingsOf(string? expression) => indices.FindAll(expression ?? AllIndices);

    /// <summary>Why an expression has no settings; <see langword="null"/> when it has.</summary>
    /// <param name="expression">The expression; <see langword="null"/> for all indices.</param>
    public RerankReason? ReasonOfIndices(string? expression)
    {
        if (SettingsOf(expression) is not null)
        {
            return null;
        }

        return (expression ?? AllIndices).Split(',').Any(part => indices.Find(part) is not null) ? RerankReason.MixedIndices : RerankReason.NotConfigured;
    }

    /// <summary>How a search of a request is read.</summary>
    public SearchReadOptions OptionsFor(HttpContext context, IndexOptions index)
    {
        var hints = RequestHints.Read(context.Request.Headers)!;
        return new()
        {
            Window = hints.Window ?? index.Window,
            QueryText = hints.QueryText,
            QueryTextPlaces = places.For(index),
            Field = new EmbeddingField(index.EmbeddingField),
        };
    }

    /// <summary>Which engine it is; <see langword="null"/> when that cannot be found out in time.</summary>
    public ValueTask<SearchDialect?> FindDialectAsync(HttpContext context, WorkBudget budget) => engines.FindWithinAsync(context, budget);

    private static RerankReason? ReasonOfKind(SearchKind kind) => kind switch
    {
        SearchKind.Search or SearchKind.MultiSearch or SearchKind.Template or SearchKind.MultiTemplate => null,
        SearchKind.Async => RerankReason.Async,
        _ => RerankReason.Scroll,
    };

    private static RerankReason? ReasonOfRequest(HttpRequest request, SearchRoute route) => RequestHints.Read(request.Headers) switch
    {
        null => RerankReason.InvalidHint,
        { Off: true } => RerankReason.Off,
        _ when request.Headers.Authorization.ToString().StartsWith("AWS4-", StringComparison.Ordinal) => RerankReason.SignedRequest,
        _ when !IsJson(request.Headers.ContentType.ToString(), route) => RerankReason.ContentType,
        _ when AnswerForm.IsOther(request) => RerankReason.Format,
        _ => null,
    };

    // Elasticsearch's own media types (application/vnd.elasticsearch+json;compatible-with=9) are JSON too; no type comes with no body.
    private static bool IsJson(string contentType, SearchRoute route)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return (type.IsEmpty && route.Kind == SearchKind.Search)
            || type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/vnd.elasticsearch+json", StringComparison.OrdinalIgnoreCase)
            || (route.IsMulti && IsLines(type));
    }

    private static bool IsLines(ReadOnlySpan<char> type) =>
        type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/vnd.elasticsearch+x-ndjson", StringComparison.OrdinalIgnoreCase);
}
