using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TwinBert.Protocol;
using TwinBert.Search.QueryTexts;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>What becomes of searches, and how long it takes. Thread-safe.</summary>
internal sealed class RerankMetrics
{
    /// <summary>The meter that all instruments of TwinBert belong to.</summary>
    public const string MeterName = "TwinBert";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };
    private readonly ConcurrentDictionary<(RerankStatus Status, RerankReason? Reason), long> _counts = new();
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _added;
    private readonly Histogram<double> _encode;
    private readonly Histogram<double> _stages;
    private readonly Histogram<int> _candidates;
    private readonly Counter<long> _missing;
    private readonly Counter<long> _queries;

    public RerankMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram(
            "twinbert.rerank.duration",
            "s",
            "Time of a search, from its arrival to its last byte, by outcome and reason.",
            tags: null,
            Seconds);
        _added = meter.CreateHistogram(
            "twinbert.rerank.added.duration",
            "s",
            "What reranking added after the engine's answer had arrived.",
            tags: null,
            Seconds);
        _encode = meter.CreateHistogram("twinbert.encode.duration", "s", "Time to encode a query, with the wait for the encoder.", tags: null, Seconds);
        _stages = meter.CreateHistogram(
            "twinbert.rerank.stage.duration", "s", "How long the parts of serving a request's searches took.", tags: null, Seconds);
        _candidates = meter.CreateHistogram<int>("twinbert.rerank.candidates", "{hit}", "Hits of the rerank window.");
        _missing = meter.CreateCounter<long>("twinbert.rerank.missing", "{hit}", "Hits of the window without an embedding of the model in use.");
        _queries = meter.CreateCounter<long>(
            "twinbert.rerank.queries_without_text",
            "{search}",
            "Searches without a text to rerank by, by the kind of query that gave none.");
    }

    /// <summary>Every outcome so far, with its reason (none when reranked) and how often it came.</summary>
    public IReadOnlyDictionary<(RerankStatus Status, RerankReason? Reason), long> Counts => _counts;

    /// <summary>Counts a verdict that was given; of several searches in one request, each.</summary>
    public void Count(RerankVerdict verdict)
    {
        foreach (var search in verdict.Items ?? [verdict])
        {
            _counts.AddOrUpdate((search.Status, search.Reason), 1, (_, count) => count + 1);
        }
    }

    /// <summary>Records a search that is over; of several in one request, each, with the time of the request.</summary>
    public void Measure(RerankVerdict verdict, TimeSpan duration)
    {
        foreach (var search in verdict.Items ?? [verdict])
        {
            MeasureOne(search, duration);
        }
    }

    /// <summary>Records how long the parts of serving a request's searches took.</summary>
    public void Measure(SearchStages stages)
    {
        foreach (var (name, time) in stages.Spent)
        {
            _stages.Record(time.TotalSeconds, new KeyValuePair<string, object?>("twinbert.rerank.stage", name));
        }
    }

    /// <summary>Counts a search that has no text to rerank by.</summary>
    /// <param name="kind">The kind of its query, one of <see cref="QueryKinds"/>; <see langword="null"/> for a search that is not to be counted.</param>
    public void CountQuery(string? kind)
    {
        if (kind is not null)
        {
            _queries.Add(1, new KeyValuePair<string, object?>("twinbert.rerank.query", kind));
        }
    }

    /// <summary>Records that a query was encoded.</summary>
    public void Encoded(TimeSpan duration) => _encode.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("twinbert.encode.side", "query"));

    private void MeasureOne(RerankVerdict verdict, TimeSpan duration)
    {
        var tags = new TagList { { "twinbert.rerank.outcome", verdict.Status.Name } };
        if (verdict.Reason is { } reason)
        {
            tags.Add("twinbert.rerank.reason", reason.Name);
            if (SearchEnds.Of(reason) is { Stage: not null } end)
            {
                tags.Add("twinbert.rerank.stage", end.Stage);
                tags.Add("twinbert.rerank.party", end.Party);
            }
        }

        if (verdict.Plan is { } plan)
        {
            tags.Add("twinbert.rerank.plan", plan);
        }

        _duration.Record(duration.TotalSeconds, tags);
        if (verdict.Milliseconds is { } added)
        {
            _added.Record(added / 1_000);
        }

        if (verdict.Window is { } window)
        {
            _candidates.Record(window);
            _missing.Add(verdict.Missing ?? 0);
        }
    }
}
