using TwinBert.Evaluation.Beir;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>Encodes the documents that are somebody's candidates, and no others: encoding is what an evaluation spends its time on.</summary>
/// <param name="encoder">The document tower.</param>
/// <param name="selector">Makes a document's text.</param>
internal sealed class CandidateEmbeddings(IDocumentEncoder encoder, DocumentTextSelector selector)
{
    // Enough texts at a time for the encoder to sort them by length, few enough for the progress to move.
    private const int ChunkDocuments = 256;

    /// <summary>The embeddings by document id; a document without text has none.</summary>
    public async Task<Dictionary<string, DocumentEmbedding>> EncodeAsync(
        IDocumentSource documents, IReadOnlySet<string> candidates, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var embeddings = new Dictionary<string, DocumentEmbedding>(candidates.Count, StringComparer.Ordinal);
        var done = 0;
        await foreach (var chunk in documents.ReadAsync(candidates, cancellationToken).Chunk(ChunkDocuments).ConfigureAwait(false))
        {
            var texts = chunk.Select(document => (document.Id, Text: selector.Select(document.Json))).Where(entry => entry.Text is not null).ToArray();
            var encoded = await encoder.EncodeAsync([.. texts.Select(entry => entry.Text!)], cancellationToken).ConfigureAwait(false);
            foreach (var (entry, embedding) in texts.Zip(encoded))
            {
                embeddings.Add(entry.Id, embedding);
            }

            done += chunk.Length;
            progress.Report(done);
        }

        return embeddings;
    }
}
