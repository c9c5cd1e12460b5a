using System.Buffers;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>
/// Takes the embedding objects out of documents that an engine gives, and not one byte more: what was spliced in when the document was written
/// is what goes. Only the top level of a document counts; an object of the same name deeper down is the client's own. Immutable and thread-safe.
/// </summary>
/// <param name="fields">The embedding objects, at most 64.</param>
public sealed class EmbeddingCutter(IReadOnlyCollection<EmbeddingField> fields)
{
    private readonly HiddenFields _hidden = new(fields);

    /// <summary>Cuts the embeddings out of every document of an answer.</summary>
    /// <param name="kind">What kind of answer it is.</param>
    /// <param name="json">The answer's body.</param>
    /// <param name="output">Receives the body without embeddings.</param>
    /// <returns>Whether anything was cut; if not, nothing was written and the answer goes out as it came. So does one that cannot be read.</returns>
    public bool TryCut(DocumentReadKind kind, ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        if (!_hidden.MayBeIn(json))
        {
            return false;
        }

        var cuts = new List<JsonSpan>();
        var cursor = new JsonCursor(json);
        var walk = new DocumentWalk(_hidden, cuts);
        walk.Visit(kind, ref cursor);
        if (cuts.Count == 0 || !cursor.IsAtEnd())
        {
            return false;
        }

        CutWriter.Write(json, new(0, json.Length), cuts, output);
        return true;
    }
}
