using Lucene.Net.Search;
using TwinBert.DevNode.Aggregations;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Queries;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Searching;

/// <summary>
/// Runs a search over snapshots:
/// 1 check the window · 2 bind sort and aggregations to each index · 3 compile the query · 4 collect the best of each snapshot · 5 merge and cut the page.
/// Thread-safe.
/// </summary>
internal sealed class SearchExecutor(BuiltInAnalyzers analyzers, TimeProvider time)
{
    public SearchResult Execute(SearchRequest request, IReadOnlyList<Snapshot> snapshots, CancellationToken cancellationToken)
    {
        CheckWindow(request, snapshots);
        var sort = EffectiveSort(request);
        var aggregators = request.Aggregations.Select(a => new TermsAggregator(a)).ToList();
        var now = time.GetUtcNow();
        var shards = new List<SearchShard>(snapshots.Count);
        var collectors = new List<ShardCollector>(snapshots.Count);
        var queries = new List<Query>(snapshots.Count);
        foreach (var snapshot in snapshots)
        {
            var (shard, query, collector) = OnShard(snapshot, () => Prepare(request, sort, snapshot, shards.Count, aggregators, now, cancellationToken));
            OnShard(snapshot, () =>
            {
                snapshot.Searcher.Search(query, collector);
                return true;
            });
            shards.Add(shard);
            queries.Add(query);
            collectors.Add(collector);
        }

        return Merge(request, sort, shards, collectors, aggregators) with { Queries = queries };
    }

    private static IReadOnlyList<SortKey> EffectiveSort(SearchRequest request)
    {
        var sort = request.Sort;
        if (sort is [{ Kind: SortKind.Score, IsDescending: true }] && request.PointInTime is null)
        {
            return [];
        }

        // A point in time breaks ties by the place in the index, so that no page repeats or skips a hit.
        return request.PointInTime is not null && sort.Count > 0 && !sort.Any(k => k.Kind is SortKind.ShardDocument or SortKind.Document)
            ? [.. sort, new SortKey(SortKind.ShardDocument, "_shard_doc", IsDescending: false)]
            : sort;
    }

    private static void CheckWindow(SearchRequest request, IReadOnlyList<Snapshot> snapshots)
    {
        foreach (var index in snapshots.Select(s => s.Index))
        {
            if (request.IsScroll)
            {
                return;
            }

            var window = (long)request.From + request.Size;
            if (window > index.Settings.MaxResultWindow)
            {
                throw InSearchPhase(index, EngineErrors.IllegalArgument(
                    $"Result window is too large, from + size must be less than or equal to: [{index.Settings.MaxResultWindow}] but was "
                        + $"[{window}]. See the scroll api for a more efficient way to request large data sets. This limit can be set by changing the "
                        + "[index.max_result_window] index level setting."));
            }
        }
    }

    private (SearchShard Shard, Query Query, ShardCollector Collector) Prepare(
        SearchRequest request, IReadOnlyList<SortKey> sort, Snapshot snapshot, int number, List<TermsAggregator> aggregators, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var index = snapshot.Index;
        var mapping = index.Mapping;
        var keys = sort.Select(k => new SortValues(k, mapping, index.Name)).ToList();
        foreach (var aggregator in aggregators)
        {
            aggregator.Bind(mapping, index.Name);
        }

        var context = new QueryContext(index.Name, mapping, analyzers, now, snapshot.Searcher.IndexReader);
        var shard = new SearchShard(number, snapshot, keys);
        var plan = new CollectPlan(
            Keep: (int)Math.Min((long)request.From + request.Size, snapshot.Count),
            NeedsScores: NeedsScores(request, sort) || request.MinScore is not null,
            MinScore: request.MinScore,
            PostFilter: request.PostFilter is { } filter ? new QueryWrapperFilter(Compile(filter, context)) : null,
            After: request.SearchAfter is { } after ? ReadAfter(after, keys) : null,
            Aggregators: aggregators);
        return (shard, Compile(request.Query, context), new ShardCollector(shard, plan, cancellationToken));
    }

    // What a query finds wrong with an index is the query's failure on that shard.
    private static Query Compile(QueryClause query, QueryContext context)
    {
        try
        {
            return query.Compile(context);
        }
        catch (EngineException e) when (e.Type is not ("query_shard_exception" or "parsing_exception"))
        {
            throw new EngineException(e.Status, "query_shard_exception", $"failed to create query: {e.Reason}") { Cause = e };
        }
    }

    private static bool NeedsScores(SearchRequest request, IReadOnlyList<SortKey> sort) =>
        sort.Count == 0 || request.TracksScores || sort.Any(k => k.Kind == SortKind.Score);

    private static object?[] ReadAfter(IReadOnlyList<System.Text.Json.JsonElement> after, List<SortValues> keys)
    {
        if (keys.Count == 0)
        {
            throw EngineErrors.IllegalArgument("Sort must contain at least one field.");
        }

        var required = keys[^1].Key.Kind == SortKind.ShardDocument ? keys.Count - 1 : keys.Count;
        return after.Count < required || after.Count > keys.Count
            ? throw EngineErrors.IllegalArgument($"search_after has {after.Count} value(s) but sort has {keys.Count}.")
            : [.. after.Select((value, i) => keys[i].ReadAfter(value))];
    }

    private static SearchResult Merge(
        SearchRequest request, IReadOnlyList<SortKey> sort, List<SearchShard> shards, List<ShardCollector> collectors, List<TermsAggregator> aggregators)
    {
        var hits = collectors.SelectMany(c => c.Hits).ToList();
        hits.Sort(new HitOrder(shards.Count == 0 ? [] : shards[0].Sort));
        var page = hits.Skip(request.From).Take(request.Size).ToList();
        var hasScores = sort.Count == 0 || request.TracksScores || sort.Any(k => k.Kind == SortKind.Score);
        var scores = collectors.Select(c => c.MaxScore).Where(s => !float.IsNaN(s)).ToList();
        // An order by anything more than the score has no highest score unless it is asked for.
        var hasMaxScore = sort.Count == 0 || request.TracksScores;
        var maxScore = hasMaxScore && request.Size > 0 && scores.Count > 0 ? scores.Max() : float.NaN;
        return new SearchResult(shards, page, collectors.Sum(c => (long)c.Total), maxScore, aggregators) { HasScores = hasScores };
    }

    private static T OnShard<T>(Snapshot snapshot, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (EngineException e) when (!e.IsSearchPhase)
        {
            throw InSearchPhase(snapshot.Index, e);
        }
        catch (BooleanQuery.TooManyClausesException)
        {
            throw InSearchPhase(
                snapshot.Index,
                new EngineException(
                    400,
                    "too_many_nested_clauses",
                    $"Query contains too many nested clauses; maxClauseCount is set to {BooleanQuery.MaxClauseCount}"));
        }
    }

    private static EngineException InSearchPhase(EmbeddedIndex index, EngineException e) => new(e.Status, e.Type, e.Reason)
    {
        IsSearchPhase = true,
        Index = index.Name,
        IndexUuid = index.Uuid,
        Cause = e.Cause,
    };
}
