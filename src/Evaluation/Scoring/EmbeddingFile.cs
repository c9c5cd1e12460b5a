using System.Runtime.InteropServices;
using System.Text;
using TwinBert.Model.Encoding;

namespace TwinBert.Evaluation.Scoring;

/// <summary>
/// Embeddings on disk, appended as they are made: records of a text's hash (16 ASCII characters) and the components. The file's name holds the model's
/// fingerprint, so that another model starts another file. What a killed run left unfinished at the end is cut off. Not thread-safe.
/// </summary>
internal sealed class EmbeddingFile(string path, int dimensions)
{
    private const int HashBytes = 16;

    private int RecordBytes => HashBytes + dimensions;

    /// <summary>All records, by hash.</summary>
    public Dictionary<string, DocumentEmbedding> Read()
    {
        var embeddings = new Dictionary<string, DocumentEmbedding>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return embeddings;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength(file.Length - (file.Length % RecordBytes));
        var record = new byte[RecordBytes];
        while (file.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false) == RecordBytes)
        {
            embeddings[Encoding.ASCII.GetString(record, 0, HashBytes)] = new(MemoryMarshal.Cast<byte, sbyte>(record.AsSpan(HashBytes)).ToArray());
        }

        return embeddings;
    }

    public void Append(IEnumerable<(string Hash, DocumentEmbedding Embedding)> records)
    {
        using var file = new FileStream(path, FileMode.Append);
        foreach (var (hash, embedding) in records)
        {
            file.Write(Encoding.ASCII.GetBytes(hash));
            file.Write(MemoryMarshal.AsBytes(embedding.Values.Span));
        }
    }
}
