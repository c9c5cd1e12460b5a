using System.Buffers;
using System.Text.Json;

namespace TwinBert.Cli.Load;

/// <summary>The body of one bulk request, bounded by documents and bytes. Not thread-safe.</summary>
/// <param name="maxDocuments">At most so many documents, at least 1.</param>
internal sealed class BulkBatch(int maxDocuments)
{
    // Engines and proxies are at ease with a few megabytes; a single larger document still goes, alone.
    private const int MaxBytes = 4 << 20;

    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly List<LoadDocument> _documents = [];

    /// <summary>The documents, in the order of the body.</summary>
    public IReadOnlyList<LoadDocument> Documents => _documents;

    /// <summary>The body: an action line and a source line for each document.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>Whether a document still fits.</summary>
    public bool HasRoomFor(LoadDocument document) =>
        _documents.Count == 0 || (_documents.Count < maxDocuments && _body.WrittenCount + document.Source.Length <= MaxBytes);

    public void Add(LoadDocument document)
    {
        using (var writer = new Utf8JsonWriter(_body))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("index");
            if (document.Id is not null)
            {
                writer.WriteString("_id", document.Id);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        _body.Write("\n"u8);
        _body.Write(document.Source.Span);
        _body.Write("\n"u8);
        _documents.Add(document);
    }
}
