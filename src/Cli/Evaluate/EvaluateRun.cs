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
            var request = new EvaluationRequest(dataset, embedded ?? upstream!.Calls, Model(model, options.Cache), IndexName(dataset))
            {
                TextFields = options.TextFields,
                ModelWeight = options.ModelWeight,
                Limit = options.Limit,
                KeepIndex = options.KeepIndex,
            };
            var report = await EvaluateProgress.ShowAsync(options.Error, progress => new RankingEvaluator(request, progress).RunAsync(cancellationToken));
            Print(options, request, report);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is DatasetException or EvaluationException)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private static void Print(EvaluateOptions options, EvaluationRequest request, EvaluationReport report)
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
            options.Error.WriteLine($"The index {request.IndexName} stays in {options.Upstream}.");
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
