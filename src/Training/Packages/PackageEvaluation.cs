using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Reports;
using TwinBert.Evaluation.Runs;
using TwinBert.Evaluation.Scoring;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Training.Candidates;

namespace TwinBert.Training.Packages;

/// <summary>Measures a package on a dataset: its heads alone and blended with BM25, on the candidates of an index in memory.</summary>
/// <param name="folder">The dataset's folder.</param>
/// <param name="split">The judgements.</param>
/// <param name="textFields">The fields that make a document's text.</param>
internal sealed class PackageEvaluation(string folder, string split, IReadOnlyList<string> textFields)
{
    /// <summary>β of the blends; <see langword="null"/> for the package's.</summary>
    public double? ModelWeight { get; init; }

    /// <summary>Measures.</summary>
    /// <param name="package">The package.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Stops between batches and queries.</param>
    /// <exception cref="DatasetException">The dataset is missing, malformed, or judges documents that it does not have.</exception>
    public async Task<EvaluationReport> RunAsync(ModelPackage package, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var dataset = BeirDataset.Open(folder, split);
        var ids = dataset.ReadCorpus().Select(document => document.Id).ToArray();
        using var index = Bm25Index.Build(dataset.ReadCorpus(), cancellationToken);
        var told = new StageProgress(progress, EvaluationStage.Searching, dataset.Queries.Count);
        var candidates = await CandidateSet.FindAsync(dataset, new LexicalCandidateSource(index, ids), null, told, cancellationToken);
        using var model = OnnxModel.Load(package, new() { DocumentConcurrency = Environment.ProcessorCount });
        var heads = package.Crossings.Select(entry => new EvaluationHead(
            package.Crossings.Count == 1
                ? package.Manifest.Name
                : $"{package.Manifest.Name} {entry.Key}", entry.Value, package.TypicalSimilarityOf(entry.Key))
        {
            ModelWeight = package.Manifest.Blend.TextWeight,
        });
        var contender = new ModelContender(new(package.Manifest.Name, model.QueryEncoder, model.DocumentEncoder, [.. heads]) { TextFields = textFields });
        return await new RankingEvaluator(new(candidates, [contender]) { ModelWeight = ModelWeight }, progress).RunAsync(cancellationToken);
    }
}
