using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Training.Candidates;

namespace TwinBert.Training.Gates;

/// <summary>Measures a new package against the one that is served now, on the same candidates.</summary>
/// <param name="plan">Against what, and where.</param>
/// <param name="later">The later clicks.</param>
/// <param name="cache">A folder that keeps embeddings: what training embedded is not embedded again.</param>
internal sealed class GateRun(GatePlan plan, GateSet later, string cache)
{
    /// <summary>Measures.</summary>
    /// <param name="package">The new package.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops between batches and queries.</param>
    /// <exception cref="DatasetException">A dataset is missing, malformed, or judges documents that it does not have.</exception>
    /// <exception cref="ModelPackageException">The package that is served now cannot be used.</exception>
    public async Task<GateResult> RunAsync(ModelPackage package, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var baseline = ModelPackage.Load(plan.Baseline);
        var figures = new List<GateFigure>();
        foreach (var set in (GateSet[])[later, .. plan.Generic])
        {
            // Of later clicks nothing is known but what was shown.
            var pool = set == later ? CandidatePool.Judged : CandidatePool.Top100;
            figures.Add(await MeasureAsync(set, pool, baseline, package, progress, cancellationToken).ConfigureAwait(false));
        }

        return new(figures[0], figures[1..], plan.Tolerance) { KeepsVectors = package.Fingerprint == baseline.Fingerprint };
    }

    private async Task<GateFigure> MeasureAsync(
        GateSet set, CandidatePool pool, ModelPackage baseline, ModelPackage package, IProgress<EvaluationProgress> progress,
        CancellationToken cancellationToken)
    {
        var dataset = BeirDataset.Open(set.Folder, set.Split);
        var ids = dataset.ReadCorpus().Select(document => document.Id).ToArray();
        using var index = Bm25Index.Build(dataset.ReadCorpus(), cancellationToken);
        var told = new StageProgress(progress, EvaluationStage.Searching, dataset.Queries.Count, set.Name);
        var candidates = await CandidateSet.FindAsync(dataset, new LexicalCandidateSource(index, ids), null, told, cancellationToken).ConfigureAwait(false);
        using var before = OnnxModel.Load(baseline, new() { DocumentConcurrency = Environment.ProcessorCount });
        using var after = OnnxModel.Load(package, new() { DocumentConcurrency = Environment.ProcessorCount });
        var documents = new CachedDocumentEncoder(before.DocumentEncoder, cache);
        var others = package.Fingerprint == baseline.Fingerprint ? documents : new(after.DocumentEncoder, cache);
        var contenders = new[] { Contender("now", before, documents, set), Contender("new", after, others, set) };
        var report = await new RankingEvaluator(new(candidates, contenders), progress).RunAsync(cancellationToken).ConfigureAwait(false);
        var blends = report.Rows.Where(row => row.Kind == RowKind.Blend).Select(row => row.Of(pool)).ToArray();
        return new(
            set.Name,
            dataset.Queries.Count,
            report.Bm25.Of(pool).Metrics.MeanNdcg,
            blends[0].Metrics.MeanNdcg,
            blends[1].Metrics.MeanNdcg,
            blends[1].AgainstFirst!);
    }

    private static ModelContender Contender(string name, OnnxModel model, CachedDocumentEncoder documents, GateSet set) => new(new(
        name, model.QueryEncoder, documents, [Head(name, model.Package)]) { TextFields = set.TextFields });

    private static EvaluationHead Head(string name, ModelPackage package) =>
        new(name, package.Crossing, package.TypicalSimilarity) { ModelWeight = package.Manifest.Blend.TextWeight };
}
