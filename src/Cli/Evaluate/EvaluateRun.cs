using System.Globalization;
using TwinBert.Cli.Hosting;
using TwinBert.DevNode.Hosting;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Evaluate;

/// <summary>Puts an evaluation together: dataset, model, engine; runs it and prints what it found.</summary>
internal static class EvaluateRun
{
    public static async Task<int> RunAsync(EvaluateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var dataset = BeirDataset.Open(options.Dataset, options.Split);
            var settings = Settings.Read(options.Config, options.Upstream);
            using var upstream = options.Upstream is null ? null : await Upstream.ConnectAsync(settings.Upstream, cancellationToken);
            using var model = LoadedModel.Load(options.Model ?? settings.Model, new OnnxModelOptions { DocumentConcurrency = Environment.ProcessorCount });
            await using var node = upstream is null ? await DevNodeHost.StartAsync(new DevNodeOptions(), cancellationToken) : null;
            using var embedded = node is null ? null : new TransportClusterCalls(new TransportOptions(node.Url));
            var index = IndexName(dataset);
            var report = await EvaluateProgress.ShowAsync(options.Error, async progress =>
            {
                var candidates = await FindAsync(embedded ?? upstream!.Calls, index, dataset, options, progress, cancellationToken);
                var request = new EvaluationRequest(candidates, Model(model, options.Cache)) { TextFields = options.TextFields, ModelWeight = options.ModelWeight };
                return await new RankingEvaluator(request, progress).RunAsync(cancellationToken);
            });
            Print(options, index, report);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is DatasetException or EvaluationException)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private static async Task<CandidateSet> FindAsync(
        IClusterCalls cluster, string index, BeirDataset dataset, EvaluateOptions options, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        await using var source = await EngineCandidateSource.IndexAsync(
            cluster, index, dataset.ReadCorpus(), options.KeepIndex, new StageProgress(progress, EvaluationStage.Indexing, null), cancellationToken);
        var queries = Math.Min(options.Limit ?? int.MaxValue, dataset.Queries.Count);
        return await CandidateSet.FindAsync(dataset, source, options.Limit, new StageProgress(progress, EvaluationStage.Searching, queries), cancellationToken);
    }

    private static void Print(EvaluateOptions options, string index, EvaluationReport report)
    {
        if (options.Json)
        {
            options.Output.WriteLine(EvaluationJson.Write(report));
        }
        else
        {
            EvaluationTable.Print(report, options);
        }

        if (options is { KeepIndex: true, Upstream: not null })
        {
            options.Error.WriteLine($"The index {index} stays in {options.Upstream}.");
        }
    }

    private static EvaluationModel Model(LoadedModel model, string? cache)
    {
        IDocumentEncoder documents = model.Onnx.DocumentEncoder;
        try
        {
            documents = cache is null ? documents : new CachedDocumentEncoder(documents, cache);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The cache folder '{cache}' cannot be used: {e.Message} Name another with --cache.");
        }

        return new(model.Onnx.QueryEncoder, documents, model.Package.Crossing, model.Package.TypicalSimilarity);
    }

    // A name of its own for each run, so that two of them on one cluster do not meet.
    private static string IndexName(BeirDataset dataset) =>
        string.Create(CultureInfo.InvariantCulture, $"twinbert-evaluate-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}-{dataset.Queries.Count}");
}
