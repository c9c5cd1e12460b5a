using System.Globalization;
using TwinBert.Cli.Hosting;
using TwinBert.DevNode.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.Evaluation.Tuning;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>
/// Puts an evaluation together:
/// <list type="number">
/// <item>Read and check all that it is given: dataset, packages, runs, where files go.</item>
/// <item>Find the candidates in an engine; its index is gone when they are found.</item>
/// <item>Score, tune, compare.</item>
/// <item>Print, and write files.</item>
/// </list>
/// </summary>
internal static class EvaluateRun
{
    public static async Task<int> RunAsync(EvaluateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // 1 read
            var dataset = BeirDataset.Open(options.Dataset, options.Split);
            var tuning = Tuning(options, dataset);
            var settings = Settings.Read(options.Config, options.Upstream);
            var contenders = Contenders(options, settings.Model, tuning is null ? [dataset] : [dataset, tuning], cancellationToken);
            var files = EvaluationFiles.Prepare(options);

            var report = await EvaluateProgress.ShowAsync(options.Error, async progress =>
            {
                // 2 find
                var sets = await FindAsync(options, settings.Upstream, tuning is null ? [dataset] : [tuning, dataset], progress, cancellationToken);

                // 3 score
                var request = new EvaluationRequest(sets[^1], contenders) { Tuning = tuning is null
                    ? null
                    : sets[0], ModelWeight = options.ModelWeight, Gain = options.Gain };
                return await new RankingEvaluator(request, progress).RunAsync(cancellationToken);
            });

            // 4 print
            Print(options, report);
            files.Write(report, cancellationToken);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is DatasetException or EvaluationException)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private static BeirDataset? Tuning(EvaluateOptions options, BeirDataset dataset)
    {
        if (options.Tune is null)
        {
            return null;
        }

        var tuning = BeirDataset.Open(options.Dataset, options.Tune);
        BlendTuning.CheckApart(dataset, tuning);
        return tuning;
    }

    private static IReadOnlyList<IContender> Contenders(
        EvaluateOptions options,
        string configured,
        IReadOnlyList<BeirDataset> splits,
        CancellationToken cancellationToken)
    {
        // Runs can be evaluated without any model; without either, it is the configured model that is asked about.
        var models = options.Models.Count == 0 && options.Runs.Count == 0 ? [configured] : options.Models;
        return [.. PackageChoice.Read(models, options.Heads, options), .. RunFiles.Read(options, splits, cancellationToken)];
    }

    private static async Task<IReadOnlyList<CandidateSet>> FindAsync(
        EvaluateOptions options, Configuration.UpstreamOptions settings, IReadOnlyList<BeirDataset> splits, IProgress<EvaluationProgress> progress,
        CancellationToken cancellationToken)
    {
        using var upstream = options.Upstream is null ? null : await Upstream.ConnectAsync(settings, cancellationToken);
        await using var node = upstream is null ? await DevNodeHost.StartAsync(new DevNodeOptions(), cancellationToken) : null;
        using var embedded = node is null ? null : new TransportClusterCalls(new TransportOptions(node.Url));
        var index = IndexName(splits[^1]);
        var indexing = new StageProgress(progress, EvaluationStage.Indexing, null);
        await using var source = await EngineCandidateSource.IndexAsync(
            embedded ?? upstream!.Calls,
            index,
            splits[^1].ReadCorpus(),
            options.KeepIndex,
            indexing,
            cancellationToken);
        var sets = new List<CandidateSet>();
        foreach (var split in splits)
        {
            var queries = Math.Min(options.Limit ?? int.MaxValue, split.Queries.Count);
            var searching = new StageProgress(progress, EvaluationStage.Searching, queries, splits.Count == 1 ? null : split.Split);
            sets.Add(await CandidateSet.FindAsync(split, source, options.Limit, searching, cancellationToken));
        }

        if (options is { KeepIndex: true, Upstream: not null })
        {
            options.Error.WriteLine($"The index {index} stays in {options.Upstream}.");
        }

        return sets;
    }

    private static void Print(EvaluateOptions options, EvaluationReport report)
    {
        if (options.Json)
        {
            options.Output.WriteLine(EvaluationJson.Write(report, options.ShowWorst));
        }
        else
        {
            EvaluationTable.Print(report, options);
            ChangeList.Print(report, options);
        }

        foreach (var notice in RunNotices.Of(report))
        {
            options.Error.WriteLine(notice);
        }
    }

    // A name of its own for each run, so that two of them on one cluster do not meet.
    private static string IndexName(BeirDataset dataset) =>
        string.Create(CultureInfo.InvariantCulture, $"twinbert-evaluate-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}-{dataset.Queries.Count}");
}
