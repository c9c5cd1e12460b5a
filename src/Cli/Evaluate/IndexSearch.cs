using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Live;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Scoring;
using TwinBert.IngestPipeline;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>Candidates of a search that exists: on the index that it searches, directly or through a sidecar. Nothing is written to the cluster.</summary>
internal sealed class IndexSearch : ICandidateSearch
{
    private readonly EvaluateOptions _options;
    private readonly TransportClusterCalls _calls;
    private readonly LiveSearch _search;
    private readonly LiveIndex _documents;
    private readonly JudgedSet _reported;
    private readonly JudgedSet? _tuning;

    private IndexSearch(EvaluateOptions options, TransportClusterCalls calls, QueryTemplate template, (JudgedSet Reported, JudgedSet? Tuning) judged)
    {
        var index = options.Index!;
        (_options, _calls, _reported, _tuning) = (options, calls, judged.Reported, judged.Tuning);
        Served = options.Sidecar is null ? null : new ServedRankings();
        _search = new(calls, index, template) { Served = Served };
        _documents = new(calls, index, new DocumentTextSelector(options.TextFields!).SourceFilter);
        IEnumerable<IContender> served = Served is null ? [] : [Served];
        Contenders = [.. served, .. PackageChoice.Read(options.Models, options.Heads, options)];
    }

    /// <summary>What the sidecar served; <see langword="null"/> without one.</summary>
    public ServedRankings? Served { get; }

    public IReadOnlyList<IContender> Contenders { get; }

    /// <summary>What the command line leaves open is as the index is served: its text fields, model, crossing layer and weight.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="settings">The configuration.</param>
    public static EvaluateOptions Complete(EvaluateOptions options, TwinBertOptions settings)
    {
        var index = new PatternTable<IndexOptions>(settings.Indices).Find(options.Index!);
        var own = options.Models.Count == 0 && options.Sidecar is null;
        return options with
        {
            TextFields = options.TextFields ?? (index is { TextFields.Count: > 0 } ? index.TextFields : FieldList.Usual),
            Models = own ? [index?.Model ?? settings.Model] : options.Models,
            Heads = options.Heads ?? (own ? index?.Crossing : null),
            ModelWeight = options.ModelWeight ?? (own ? index?.ModelWeight : null),
        };
    }

    /// <summary>Reads and checks all that it is given, and connects.</summary>
    public static async Task<IndexSearch> OpenAsync(EvaluateOptions options, UpstreamOptions upstream, CancellationToken cancellationToken)
    {
        var judged = JudgementChoice.Read(options);
        var template = QueryTemplate.Parse(options.QueryTemplate!, ReadTemplate(options.QueryTemplate!));
        if (options.Sidecar is { } sidecar)
        {
            return new(options, OperatorCalls.Open(upstream with { Url = SidecarAddress.Of(sidecar, null).ToString() }), template, judged);
        }

        // Checks that an engine answers, and no sidecar; the search needs no more of it than its calls.
        using (await Upstream.ConnectAsync(upstream, cancellationToken))
        {
            return new(options, OperatorCalls.Open(upstream), template, judged);
        }
    }

    public async Task<(CandidateSet Reported, CandidateSet? Tuning)> FindAsync(IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var tuning = _tuning is null ? null : await FindAsync(_tuning, progress, cancellationToken);
        return (await FindAsync(_reported, progress, cancellationToken), tuning);
    }

    public IEnumerable<string> Notices()
    {
        foreach (var group in (Served?.Verdicts ?? []).Where(verdict => verdict.Status != RerankStatus.Reranked).GroupBy(Describe))
        {
            yield return
                $"warning: {group.Count()} of {Served!.Verdicts.Count} searches were not reranked ({group.Key}): they are the engine's own in the row.";
        }
    }

    public void Dispose() => _calls.Dispose();

    private static string Describe(RerankVerdict verdict) =>
        verdict.Reason is { } reason ? $"{verdict.Status.Name}; reason={reason.Name}" : verdict.Status.Name;

    private static string ReadTemplate(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The template '{path}' cannot be read: {e.Message}");
        }
    }

    private Task<CandidateSet> FindAsync(JudgedSet set, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var queries = Math.Min(_options.Limit ?? int.MaxValue, set.Queries.Count);
        var searching = new StageProgress(progress, EvaluationStage.SearchingLive, queries, _tuning is null ? null : set.Split);
        return CandidateSet.FindAsync(set, _documents, _search, _options.Limit, searching, cancellationToken);
    }
}
