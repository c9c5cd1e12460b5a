using System.Globalization;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.DevNode.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Scoring;
using TwinBert.Evaluation.Tuning;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Evaluate;

/// <summary>Candidates of a dataset, found by BM25 in an index of their own, which is gone when they are found.</summary>
internal sealed class DatasetSearch : ICandidateSearch
{
    private readonly EvaluateOptions _options;
    private readonly UpstreamOptions _upstream;
    private readonly BeirDataset _dataset;
    private readonly BeirDataset? _tuning;

    private DatasetSearch(EvaluateOptions options, UpstreamOptions upstream, BeirDataset dataset, BeirDataset? tuning, IReadOnlyList<IContender> contenders) =>
        (_options, _upstream, _dataset, _tuning, Contenders) = (options, upstream, dataset, tuning, contenders);

    public IReadOnlyList<IContender> Contenders { get; }

    private IReadOnlyList<BeirDataset> Splits => _tuning is null ? [_dataset] : [_tuning, _dataset];

    /// <summary>Reads and checks all that it is given.</summary>
    public static DatasetSearch Open(EvaluateOptions options, CancellationToken cancellationToken)
    {
        var dataset = BeirDataset.Open(options.Dataset!, options.Split);
        var tuning = options.Tune is { } split ? BeirDataset.Open(options.Dataset!, split) : null;
        if (tuning is not null)
        {
            BlendTuning.CheckApart(dataset, tuning);
        }

        var settings = Settings.Read(options.Config, options.Upstream);

        // Runs can be evaluated without any model; without either, it is the configured model that is asked about.
        var models = options.Models.Count == 0 && options.Runs.Count == 0 ? [settings.Model] : options.Models;
        IReadOnlyList<BeirDataset> splits = tuning is null ? [dataset] : [dataset, tuning];
        return new(
            options,
            settings.Upstream,
            dataset,
            tuning,
            [.. PackageChoice.Read(models, options.Heads, options), .. RunFiles.Read(options, splits, cancellationToken)]);
    }

    public async Task<(CandidateSet Reported, CandidateSet? Tuning)> FindAsync(IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        using var upstream = _options.Upstream is null ? null : await Upstream.ConnectAsync(_upstream, cancellationToken);
        await using var node = upstream is null ? await DevNodeHost.StartAsync(new DevNodeOptions(), cancellationToken) : null;
        using var embedded = node is null ? null : new TransportClusterCalls(new TransportOptions(node.Url));
        var index = IndexName();
        await using var source = await EngineCandidateSource.IndexAsync(
            embedded ?? upstream!.Calls,
            index,
            _dataset.ReadCorpus(),
            _options.KeepIndex,
            new StageProgress(progress, EvaluationStage.Indexing, null),
            cancellationToken);
        var sets = new List<CandidateSet>();
        foreach (var split in Splits)
        {
            var queries = Math.Min(_options.Limit ?? int.MaxValue, split.Queries.Count);
            var searching = new StageProgress(progress, EvaluationStage.Searching, queries, _tuning is null ? null : split.Split);
            sets.Add(await CandidateSet.FindAsync(split, source, _options.Limit, searching, cancellationToken));
        }

        if (_options is { KeepIndex: true, Upstream: not null })
        {
            _options.Error.WriteLine($"The index {index} stays in {_options.Upstream}.");
        }

        return (sets[^1], _tuning is null ? null : sets[0]);
    }

    public IEnumerable<string> Notices() => [];

    public void Dispose()
    {
        // Its cluster is needed while it searches, and no longer.
    }

    // A name of its own for each run, so that two of them on one cluster do not meet.
    private string IndexName() => string.Create(
        CultureInfo.InvariantCulture, $"twinbert-evaluate-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}-{_dataset.Queries.Count}");
}
