using System.Globalization;
using Spectre.Console;
using TwinBert.Cli.Evaluate;
using TwinBert.DevNode.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Scoring;
using TwinBert.Evaluation.Tuning;
using TwinBert.Model.Packaging;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary>Measures a package at every weight on every set, and lets the rule choose.</summary>
internal sealed class WeightRun
{
    private const string Index = "twinbert-weight";

    public required ModelPackage Package { get; init; }

    public required IReadOnlyList<WeightSet> Sets { get; init; }

    public required WeightRule Rule { get; init; }

    /// <summary>The folder that keeps embeddings; <see langword="null"/> for none.</summary>
    public string? Cache { get; init; }

    public bool Json { get; init; }

    public required TextWriter Output { get; init; }

    /// <summary>Receives progress.</summary>
    public required TextWriter Error { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // All sets are opened before the first is measured, so that a wrong name costs no time.
            var datasets = Sets.Select(set => BeirDataset.Open(set.Folder, set.Split)).ToArray();
            var measured = await EvaluateProgress.ShowAsync(Error, async progress =>
            {
                var results = new List<WeightedSet>();
                foreach (var (set, dataset) in Sets.Zip(datasets))
                {
                    results.Add(await MeasureAsync(set, dataset, progress, cancellationToken));
                }

                return results;
            });
            var choice = Rule.Choose(measured);
            if (Json)
            {
                await ModelJson.PrintAsync(
                    new { Package.Folder, Fingerprint = Package.Fingerprint.Value, QueryFingerprint = Package.QueryFingerprint.Value,
                        Sets = measured, choice.Tried, Chosen = choice.Chosen?.Weight });
            }
            else
            {
                Print(measured, choice);
            }

            return ExitCode.Done;
        }
        catch (Exception e) when (e is DatasetException or EvaluationException)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private async Task<WeightedSet> MeasureAsync(
        WeightSet set, BeirDataset dataset, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var candidates = await FindAsync(set, dataset, progress, cancellationToken);
        var head = new EvaluationHead(set.Name, Package.Crossing, Package.TypicalSimilarity);
        var contender = new PackageContender(Package, set.Name, [head], set.TextFields, Cache);
        var ranker = (await contender.ScoreAsync(candidates, progress, cancellationToken)).Single();
        var tried = BlendTuning.Try(Rule.Weights, candidates.Queries, ranker, Gain.Linear, cancellationToken);
        return new(set.Name, [.. tried.Select(weight => weight.Ndcg)]);
    }

    private static async Task<CandidateSet> FindAsync(
        WeightSet set, BeirDataset dataset, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        await using var node = await DevNodeHost.StartAsync(new DevNodeOptions(), cancellationToken);
        using var calls = new TransportClusterCalls(new TransportOptions(node.Url));
        var indexing = new StageProgress(progress, EvaluationStage.Indexing, null, set.Name);
        await using var source = await EngineCandidateSource.IndexAsync(calls, Index, dataset.ReadCorpus(), keep: false, indexing, cancellationToken);
        var searching = new StageProgress(progress, EvaluationStage.Searching, dataset.Queries.Count, set.Name);
        return await CandidateSet.FindAsync(dataset, source, null, searching, cancellationToken);
    }

    private void Print(IReadOnlyList<WeightedSet> sets, WeightChoice choice)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("β");
        foreach (var set in sets)
        {
            table.AddColumn(new TableColumn(Markup.Escape(set.Name)).RightAligned());
        }

        table.AddColumn(new TableColumn("mean gain").RightAligned()).AddColumn("against it");
        foreach (var (i, tried) in choice.Tried.Index())
        {
            var figures = sets.Select(set => Text(set.Ndcg[i], "0.0000"));
            table.AddRow([Text(tried.Weight, "0.##"), .. figures, Text(tried.MeanGain, "0.0000"), Markup.Escape(Against(tried))]);
        }

        ConsoleWriter.For(Output).Write(table);
        var rule = $"the largest mean gain at which no set falls below BM25, nor more than {Text(WeightRule.Tolerance, "0.###")} below its best";
        Output.WriteLine(choice.Chosen is { } chosen ? $"β = {Text(chosen.Weight, "0.##")}: {rule}." : "No weight suits all sets.");
        Output.WriteLine($"The package says {Text(Package.Manifest.Blend.TextWeight, "0.##")}.");
    }

    private static string Against(TriedWeight tried)
    {
        (string What, IReadOnlyList<string> Sets)[] reasons = [("below BM25", tried.BelowBm25), ("below its best", tried.BelowBest)];
        return string.Join("; ", reasons.Where(reason => reason.Sets.Count > 0).Select(reason => $"{reason.What}: {string.Join(", ", reason.Sets)}"));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
