using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Scoring;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>A model package whose encoders are in memory only while it scores, so that any number of packages can be compared.</summary>
/// <param name="package">The package.</param>
/// <param name="name">What to call it.</param>
/// <param name="heads">The heads to evaluate.</param>
/// <param name="textFields">The paths of the fields that make a document's text.</param>
/// <param name="cache">The folder that keeps embeddings; <see langword="null"/> for none.</param>
internal sealed class PackageContender(
    ModelPackage package, string name, IReadOnlyList<EvaluationHead> heads, IReadOnlyList<string> textFields, string? cache) : IContender
{
    public async Task<IReadOnlyList<Ranker>> ScoreAsync(CandidateSet candidates, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        using var loaded = LoadedModel.Load(package, new OnnxModelOptions { DocumentConcurrency = Environment.ProcessorCount });
        var model = new EvaluationModel(name, loaded.Onnx.QueryEncoder, Cached(loaded.Onnx.DocumentEncoder), heads) { TextFields = textFields };
        return await new ModelContender(model).ScoreAsync(candidates, progress, cancellationToken);
    }

    private IDocumentEncoder Cached(IDocumentEncoder documents)
    {
        try
        {
            return cache is null ? documents : new CachedDocumentEncoder(documents, cache);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The cache folder '{cache}' cannot be used: {e.Message} Name another with --cache.");
        }
    }
}
