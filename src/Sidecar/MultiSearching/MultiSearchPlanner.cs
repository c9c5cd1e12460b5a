using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Protocol;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;
using TwinBert.Search.Templates;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Resilience;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>Decides for each search of an <c>_msearch</c> whether it can be reranked, as for a single one. Thread-safe.</summary>
internal sealed class MultiSearchPlanner(
    SearchEligibility eligibility,
    TemplateRenderer templates,
    EmbeddingScope scope,
    RerankMetrics metrics,
    LimitOptions limits)
{
    /// <summary>Reads the searches.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">Its path.</param>
    /// <param name="body">Its body.</param>
    /// <param name="budget">Is charged with what it takes.</param>
    /// <returns>What is to be done with each, or the reason to leave all of them alone.</returns>
    public async ValueTask<(MultiSearchPlan? Plan, RerankReason? Reason)> ReadAsync(
        HttpContext context,
        SearchRoute route,
        ReadOnlyMemory<byte> body,
        WorkBudget budget)
    {
        var start = budget.Now();
        if (MultiSearchParameters.FindReason(RequestTarget.Of(context).Query) is { } reason)
        {
            return (null, reason);
        }

        if (!MultiSearchRequest.TryRead(body, out var request) || request.Items.Count == 0)
        {
            return (null, RerankReason.UnreadableBody);
        }

        if (request.Items.Count > limits.MaxSearchesPerRequest)
        {
            return (null, RerankReason.TooManySearches);
        }

        var readings = await ReadEachAsync(context, route, request, budget);
        budget.Spend(start);
        var dialect = Array.Exists(readings, reading => reading.Search is { IsEligible: true }) ? await eligibility.FindDialectAsync(context, budget) : null;
        var searches = request.Items.Zip(readings, (item, reading) => Plan(item.Indices ?? route.Indices, reading, dialect)).ToArray();
        var own = dialect is { LeavesVectorsOut: true } && route.Kind == SearchKind.MultiSearch && !RequestHints.ShowsEmbedding(context.Request.Headers)
            ? MultiSearchBody.Change(request, scope, route.Indices, MultiSearchBody.WithVectors)
            : new ReadOnlyMemory<byte>?[searches.Length];
        return (new(request, searches, own), null);
    }

    private async ValueTask<ItemReading[]> ReadEachAsync(HttpContext context, SearchRoute route, MultiSearchRequest request, WorkBudget budget)
    {
        var readings = new ItemReading[request.Items.Count];
        using var deadline = budget.Expire(context.RequestAborted);
        foreach (var (i, item) in request.Items.Index())
        {
            var indices = item.Indices ?? route.Indices;
            readings[i] = eligibility.SettingsOf(indices) is not { } index ? new(null, null, eligibility.ReasonOfIndices(indices))
                : route.Kind == SearchKind.MultiSearch ? new(item.Read(eligibility.OptionsFor(context, index)), null, null)
                : await RenderAsync(context, item, eligibility.OptionsFor(context, index), deadline.Token);
            metrics.CountQuery(readings[i].Search?.KindWithoutText);
        }

        return readings;
    }

    private async ValueTask<ItemReading> RenderAsync(HttpContext context, MultiSearchItem item, SearchReadOptions options, CancellationToken deadline)
    {
        if (item.HeaderReason is { } unknown)
        {
            return new(null, null, unknown);
        }

        var (rendered, template, reason) = await templates.RenderAsync(context, item.Body, deadline);
        return reason is null ? new((item with { Body = rendered }).Read(options), template, null) : new(null, null, reason);
    }

    private PlannedSearch Plan(string? indices, ItemReading item, SearchDialect? dialect)
    {
        if (item.Search is not { IsEligible: true } search)
        {
            return new(null, null, item.Reason ?? item.Search?.SkipReason, indices);
        }

        return dialect is null
            ? new(null, null, RerankReason.EngineUnknown, indices)
            : new(
                new(SearchEligibility.NameOf(indices), eligibility.SettingsOf(indices)!, search.Request, dialect, item.Template),
                SearchRequestRewriter.Widen(search.Request, dialect),
                null,
                indices);
    }

    private readonly record struct ItemReading(SearchReading? Search, SearchTemplate? Template, RerankReason? Reason);
}
