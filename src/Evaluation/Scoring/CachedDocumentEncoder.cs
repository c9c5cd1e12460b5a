using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>
/// A document encoder that keeps what it has encoded in a folder, so that the next evaluation with the same model and texts encodes nothing.
/// One caller at a time, and one process per folder.
/// </summary>
public sealed class CachedDocumentEncoder : IDocumentEncoder
{
    private readonly IDocumentEncoder _inner;
    private readonly EmbeddingFile _file;
    private readonly Dictionary<string, DocumentEmbedding> _known;

    /// <summary>Reads what the folder holds of this model.</summary>
    /// <param name="inner">The encoder.</param>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <exception cref="IOException">The folder cannot be made or its file not read.</exception>
    public CachedDocumentEncoder(IDocumentEncoder inner, string folder)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Directory.CreateDirectory(folder);
        _inner = inner;
        _file = new(Path.Combine(folder, inner.Fingerprint.Value + ".embeddings"), inner.Dimensions);
        _known = _file.Read();
    }

    /// <inheritdoc/>
    public ModelFingerprint Fingerprint => _inner.Fingerprint;

    /// <inheritdoc/>
    public int Dimensions => _inner.Dimensions;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var hashes = texts.Select(TextHash.Of).ToArray();
        var missing = Enumerable.Range(0, texts.Count).Where(i => !_known.ContainsKey(hashes[i])).DistinctBy(i => hashes[i]).ToArray();
        if (missing.Length > 0)
        {
            var made = await _inner.EncodeAsync([.. missing.Select(i => texts[i])], cancellationToken).ConfigureAwait(false);
            var records = missing.Zip(made, (i, embedding) => (Hash: hashes[i], Embedding: embedding)).ToArray();
            _file.Append(records);
            foreach (var (hash, embedding) in records)
            {
                _known[hash] = embedding;
            }
        }

        return [.. hashes.Select(hash => _known[hash])];
    }
}
