using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.PointsInTime;
using TwinBert.Search.RankEvaluation;
using TwinBert.Search.Reading;
using TwinBert.Search.Templates;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.PointsInTime;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Searching;

/// <summary>Reads the searches of a request and finds out what is needed to rerank each: first by its text, last by the engine. Thread-safe.</summary>
internal sealed class SearchReader(
    ServedIndices indices, OpenPoints points, EngineDetector engines, TemplateRenderer templates, RerankMetrics metrics, LimitOptions limits)
{
    /// <summary>Reads the searches.</summary>
    /// <param name="client">The request.</param>
    /// <param name="route">Its path.</param>
    /// <param name="body">Its body.</param>
    /// <param name="time">Is charged with what it takes.</param>
    /// <returns>The searches: to be reranked, or left to the engine for a reason.</returns>
    public async ValueTask<SearchEnvelope> ReadAsync(ClientRequest client, SearchRoute route, ReadOnlyMemory<byte> body, OwnTime time)
    {
        // The engine refuses a body without a type, so none may be added to it.
        if (!body.IsEmpty && string.IsNullOrWhiteSpace(client.ContentType))
        {
            return Left(route, RerankReason.ContentType);
        }

        var start = time.Now();
        if (route.Kind == SearchKind.RankEvaluation)
        {
            return await ReadJudgedAsync(client, route, body, time);
        }

        if (!route.IsMulti)
        {
            var reading = await ReadOneAsync(client, route, body, time);
            time.Spend(start);
            return new SingleEnvelope(Attempt(route.Indices, reading, reading.IsEligible ? await engines.FindWithinAsync(client, time) : null));
        }

        if (ReasonOfAll(client, body, out var request) is { } reason)
        {
            return Left(route, reason);
        }

        var readings = await ReadEachAsync(client, route, request!, time);
        time.Spend(start);
        var dialect = await DialectForAsync(readings, client, time);
        return new MultiEnvelope(
            request!,
            [.. readings.Select(reading => Attempt(reading.Indices, reading, dialect))],
            Own(client, route, request!, dialect));
    }

    private async ValueTask<SearchEnvelope> ReadJudgedAsync(ClientRequest client, SearchRoute route, ReadOnlyMemory<byte> body, OwnTime time)
    {
        if (!RankEvaluationRequest.TryRead(body, out var request))
        {
            return Left(route, RerankReason.UnreadableBody);
        }

        var searches = request.Searches;
        if (searches.Count > limits.MaxSearchesPerRequest)
        {
            return Left(route, RerankReason.TooManySearches);
        }

        // As with an answer in another form, no hits can be moved in one that has none.
        var start = time.Now();
        var index = indices.FindAll(route.Indices)!;
        var options = OptionsFor(client, index) with { HasOtherForm = true };
        var readings = searches.Select(search => search is { } own
            ? Judged(client, index, SearchShapeReader.Read("", own, options))
            : new ItemReading(index, null, null, RerankReason.Template)).ToArray();
        time.Spend(start);
        var dialect = await DialectForAsync(readings, client, time);
        return new RankEvaluationEnvelope(request, [.. readings.Select(reading => Attempt(route.Indices, reading, dialect))]);
    }

    // Nobody asks for the engine where nothing is to be reranked.
    private async ValueTask<SearchDialect?> DialectForAsync(ItemReading[] readings, ClientRequest client, OwnTime time) =>
        Array.Exists(readings, reading => reading.IsEligible) ? await engines.FindWithinAsync(client, time) : null;

    private static ItemReading Judged(ClientRequest client, ServedIndex index, SearchShape search)
    {
        var reading = new ItemReading(index, search, null, null).For(client);
        return reading.IsEligible ? reading : reading with { Reason = search.ReasonAgainst(RerankForm.Wrap, EngineFamily.Elasticsearch) };
    }

    private static SingleEnvelope Left(SearchRoute route, RerankReason reason) => new(new SearchAttempt(route.Indices, reason));

    private RerankReason? ReasonOfAll(ClientRequest client, ReadOnlyMemory<byte> body, out MultiSearchRequest? request)
    {
        request = null;
        return MultiSearchParameters.FindReason(client.Target.Query)
            ?? (!MultiSearchRequest.TryRead(body, out request) || request.Items.Count == 0 ? RerankReason.UnreadableBody
                : request.Items.Count > limits.MaxSearchesPerRequest ? RerankReason.TooManySearches
                : null);
    }

    private async ValueTask<ItemReading[]> ReadEachAsync(ClientRequest client, SearchRoute route, MultiSearchRequest request, OwnTime time)
    {
        var readings = new ItemReading[request.Items.Count];
        using var deadline = time.Expire(client.Aborted);
        foreach (var (i, item) in request.Items.Index())
        {
            var point = item.Indices is null && route.Indices is null ? PointInTime.IdIn(item.Body.Span) : null;
            var expression = point is null ? item.Indices ?? route.Indices : points.Find(point);
            var reading = indices.FindAll(expression) is { } index
                ? await ReadItemAsync(client, route, item, index, deadline.Token)
                : new(null, null, null, point is not null && expression is null ? RerankReason.PointInTime : indices.ReasonOf(expression));
            readings[i] = reading with { Indices = expression };
            metrics.CountQuery(readings[i].Search?.KindWithoutText);
        }

        return readings;
    }

    private async ValueTask<ItemReading> ReadItemAsync(
        ClientRequest client, SearchRoute route, MultiSearchItem item, ServedIndex index, CancellationToken deadline)
    {
        var options = OptionsFor(client, index);
        var reading = route.Kind == SearchKind.MultiSearch ? new(index, item.ReadShape(options), null, null)
            : item.HeaderReason is { } unknown ? new(index, null, null, unknown)
            : await RenderAsync(client, item.Body, index, rendered => (item with { Body = rendered }).ReadShape(options), deadline);
        return reading.For(client);
    }

    private async ValueTask<ItemReading> ReadOneAsync(ClientRequest client, SearchRoute route, ReadOnlyMemory<byte> body, OwnTime time)
    {
        var index = indices.FindAll(route.Indices)!;
        var options = OptionsFor(client, index) with { IsAsynchronous = route.Kind == SearchKind.Async };
        var query = client.Target.Query;
        ItemReading reading;
        if (route.Kind != SearchKind.Template)
        {
            reading = new(index, SearchShapeReader.Read(query, body, options), null, null);
        }
        else if (TemplateParameters.FindReason(query) is { } unknown)
        {
            reading = new(index, null, null, unknown);
        }
        else
        {
            using var deadline = time.Expire(client.Aborted);
            reading = await RenderAsync(client, body, index, rendered => SearchShapeReader.Read("", rendered, options), deadline.Token);
        }

        metrics.CountQuery(reading.Search?.KindWithoutText);
        return reading.For(client);
    }

    private async ValueTask<ItemReading> RenderAsync(
        ClientRequest client, ReadOnlyMemory<byte> body, ServedIndex index, Func<ReadOnlyMemory<byte>, SearchShape> read, CancellationToken deadline)
    {
        var (rendered, template, reason) = await templates.RenderAsync(client, body, deadline);
        return reason is null ? new(index, read(rendered), template, null) : new(index, null, null, reason);
    }

    private static SearchAttempt Attempt(string? expression, ItemReading item, SearchDialect? dialect) =>
        !item.IsEligible ? new(expression, item.Reason ?? item.Search!.Window.SkipReason!.Value)
        : dialect is null ? new(expression, RerankReason.EngineUnknown)
        : new(
            expression,
            new EligibleSearch(ServedIndices.NameOf(expression), item.Index!, item.Search!, dialect, item.Template));

    private ReadOnlyMemory<byte>?[] Own(ClientRequest client, SearchRoute route, MultiSearchRequest request, SearchDialect? dialect) =>
        dialect is { LeavesVectorsOut: true } && route.Kind == SearchKind.MultiSearch && !client.ShowsEmbedding
            ? MultiSearchBody.Change(request, indices, route.Indices, MultiSearchBody.WithVectors)
            : new ReadOnlyMemory<byte>?[request.Items.Count];

    private static SearchReadOptions OptionsFor(ClientRequest client, ServedIndex index)
    {
        var hints = client.Hints!;
        return new()
        {
            Window = hints.Window ?? index.Options.Window,
            QueryText = hints.QueryText,
            QueryTextPlaces = index.QueryTexts,
            Field = index.Field,
            Hidden = index.Hidden,
            HasOtherForm = client.HasOtherForm,
            ShowsEmbedding = client.ShowsEmbedding,
        };
    }

    private readonly record struct ItemReading(ServedIndex? Index, SearchShape? Search, SearchTemplate? Template, RerankReason? Reason)
    {
        private static readonly RerankForm[] InEngine = [RerankForm.Wrap, RerankForm.Rescore];

        /// <summary>Whether a plan may bear it. Which one does is the planner's to say, once the engine is known.</summary>
        public bool IsEligible => Search is { } search && (search.Window.IsEligible || MayCrossInEngine);

        /// <summary>What one of several searches searches; <see langword="null"/> for all indices.</summary>
        public string? Indices { get; init; }

        /// <summary>Whether it may be sent with the crossing in it.</summary>
        public bool MayCrossInEngine { get; private init; }

        /// <summary>What was read of a search, for the plans that its client or index asks for.</summary>
        public ItemReading For(ClientRequest client) => this with
        {
            MayCrossInEngine = Search is { QueryText.Length: > 0 } search
                && (client.Hints!.Plan ?? Index!.Options.Plan) != WindowPlan.PlanName
                && Array.Exists(InEngine, form => search.ReasonAgainst(form, EngineFamily.Elasticsearch) is null),
        };
    }
}
