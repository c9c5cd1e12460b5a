using TwinBert.Backfill.Planning;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Model.Encoding;

namespace TwinBert.Cli.Backfill;

/// <summary>The models of the indices that a backfill works on, each loaded when its first index comes. Not for concurrent use.</summary>
/// <param name="configuration">Names them.</param>
/// <param name="threads">How many batches of documents are encoded at once; null for one on every processor.</param>
internal sealed class BackfillModels(TwinBertOptions configuration, int? threads) : IDisposable
{
    /// <summary>The most batches that are encoded at once.</summary>
    public const int MostThreads = 64;

    private readonly Dictionary<ModelFingerprint, IDocumentEncoder> _encoders = [];

    // The work has the machine to itself: documents are encoded on every processor.
    private readonly LoadedModels _models = new(
        new OnnxModelOptions { DocumentConcurrency = threads ?? Math.Min(Environment.ProcessorCount, MostThreads), IdleDocumentConcurrency = 1 });

    /// <summary>Their packages.</summary>
    public ModelPackages Packages { get; } = new(configuration);

    /// <summary>The document towers of the indices so far.</summary>
    public IReadOnlyDictionary<ModelFingerprint, IDocumentEncoder> Encoders => _encoders;

    /// <summary>Loads the models of indices that are not loaded yet.</summary>
    public void Load(IEnumerable<IndexPlan> indices)
    {
        foreach (var model in indices.Select(index => index.Fields.Model.Fingerprint).Where(model => !_encoders.ContainsKey(model)).ToArray())
        {
            _encoders[model] = _models.Of(Packages.With(model)).Onnx.DocumentEncoder;
        }
    }

    public void Dispose() => _models.Dispose();
}
