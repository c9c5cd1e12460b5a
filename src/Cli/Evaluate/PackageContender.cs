using TwinBert.Cli.Hosting;
using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Ranking;
using TwinBert.Evaluation.Scoring;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;

namespace TwinBert.Cli.Evaluate;

/// <summary>A model package whose encoders are in memory only while it scores, so that any number of packages can be compared.</summary>
/// <param name="package">The package.</param>
/// <param name="name">What to call it.</param>
/// <param name="heads">The heads to evaluate.</param>
/// <param name="options">The text's fields and the cache folder.</param>
internal sealed class PackageContender(ModelPackage package, string name, IReadOnlyList<EvaluationHead> heads, EvaluateOptions options) : IContender
{
    public async Task<IReadOnlyList<Ranker>> ScoreAsync(CandidateSet candidates, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        using var loaded = LoadedModel.Load(package, new OnnxModelOptions { DocumentConcurrency = Environment.ProcessorCount });
        var model = new EvaluationModel(name, loaded.Onnx.QueryEncoder, Cached(loaded.Onnx.DocumentEncoder), heads) { TextFields = options.TextFields };
        return await new ModelContender(model).ScoreAsync(candidates, progress, cancellationToken);
    }

    private IDocumentEncoder Cached(IDocumentEncoder documents)
    {
        try
        {
            return options.Cache is null ? documents : new CachedDocumentEncoder(documents, options.Cache);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The cache folder '{options.Cache}' cannot be used: {e.Message} Name another with --cache.");
        }
    }
}
