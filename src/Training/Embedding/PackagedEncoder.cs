using TwinBert.Evaluation.Scoring;
using TwinBert.Inference;
using TwinBert.Model.Packaging;

namespace TwinBert.Training.Embedding;

/// <summary>Embeds documents as a package does when it serves, on all processors, and keeps what it has embedded in a folder. Not thread-safe.</summary>
internal sealed class PackagedEncoder : IDisposable
{
    private const int BatchSize = 64;
    private readonly OnnxModel _model;
    private readonly CachedDocumentEncoder _encoder;

    private PackagedEncoder(OnnxModel model, string folder) => (_model, _encoder) = (model, new(model.DocumentEncoder, folder));

    /// <summary>The components of an embedding.</summary>
    public int Dimensions => _model.Package.Dimensions;

    /// <summary>Loads a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="folder">Keeps what is embedded, for a run that goes on, or another on the same texts.</param>
    /// <exception cref="ModelPackageException">A graph cannot be loaded.</exception>
    public static PackagedEncoder Open(ModelPackage package, string folder)
    {
        var model = OnnxModel.Load(package, new() { DocumentConcurrency = Environment.ProcessorCount });
        try
        {
            return new(model, folder);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Embeds texts, a batch at a time.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>For each text the bytes that would be stored, in order.</returns>
    public IEnumerable<ReadOnlyMemory<sbyte>> Encode(IEnumerable<string> texts, CancellationToken cancellationToken) =>
        texts.Chunk(BatchSize).SelectMany(batch => _encoder.EncodeAsync(batch, cancellationToken).AsTask().GetAwaiter().GetResult())
            .Select(embedding => embedding.Values);

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
