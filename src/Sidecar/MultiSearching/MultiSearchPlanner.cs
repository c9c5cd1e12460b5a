using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Dialects;
using TwinBert.Search.Requests;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Proxy;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>Decides for each search of an <c>_msearch</c> whether it can be reranked, as for a single one. Thread-safe.</summary>
internal sealed class MultiSearchPlanner(SearchEligibility eligibility, EmbeddingScope scope, LimitOptions limits)
{
    /// <summary>Reads the searches.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">Its path.</param>
    /// <param name="body">Its body.</param>
    /// <returns>What is to be done with each, or the reason to leave all of them alone.</returns>
    public async ValueTask<(MultiSearchPlan? Plan, string? Reason)> ReadAsync(HttpContext context, SearchRoute route, ReadOnlyMemory<byte> body)
    {
        if (MultiSearchParameters.FindReason(RequestTarget.Of(context).Query) is { } reason)
        {
            return (null, reason);
        }

        if (!MultiSearchRequest.TryRead(body, out var request) || request.Items.Count == 0)
        {
            return (null, SkipReason.UnreadableBody);
        }

        if (request.Items.Count > limits.MaxSearchesPerRequest)
        {
            return (null, SearchReason.TooManySearches);
        }

        var readings = request.Items.Select(item => Read(context, item.Indices ?? route.Indices, item)).ToArray();
        var dialect = Array.Exists(readings, reading => reading is { IsEligible: true }) ? await eligibility.FindDialectAsync(context) : null;
        var searches = request.Items.Zip(readings, (item, reading) => Plan(item.Indices ?? route.Indices, reading, dialect)).ToArray();
        var own = dialect is { LeavesVectorsOut: true } && !RequestHints.ShowsEmbedding(context.Request.Headers)
            ? MultiSearchBody.KeepVectors(request, scope, route.Indices)
            : new ReadOnlyMemory<byte>?[searches.Length];
        return (new(request, searches, own), null);
    }

    private SearchReading? Read(HttpContext context, string? indices, MultiSearchItem item) =>
        eligibility.SettingsOf(indices) is { } index ? item.Read(SearchEligibility.OptionsFor(context, index)) : null;

    private PlannedSearch Plan(string? indices, SearchReading? reading, SearchDialect? dialect)
    {
        if (reading is not { IsEligible: true })
        {
            return new(null, null, reading?.SkipReason ?? eligibility.ReasonOfIndices(indices), indices);
        }

        return dialect is null
            ? new(null, null, SearchReason.EngineUnknown, indices)
            : new(new(eligibility.SettingsOf(indices)!, reading.Request, dialect), SearchRequestRewriter.Widen(reading.Request, dialect), null, indices);
    }
}
