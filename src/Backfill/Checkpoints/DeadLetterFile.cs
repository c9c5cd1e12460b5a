using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwinBert.Backfill.Outcomes;

namespace TwinBert.Backfill.Checkpoints;

/// <summary>
/// Lists the documents that could not get an embedding, one JSON object a line: where each is, and why. There is no file until there is such a document.
/// Not for concurrent use.
/// </summary>
/// <param name="path">The file.</param>
public sealed class DeadLetterFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Removes the list of an earlier run, where there is one.</summary>
    public void Clear() => File.Delete(path);

    internal void Add(IEnumerable<LostDocument> lost)
    {
        var lines = lost
            .Select(entry => JsonSerializer.Serialize(new { entry.Document.Index, entry.Document.Id, entry.Document.Routing, entry.Reason }, Json))
            .ToArray();
        if (lines.Length > 0)
        {
            File.AppendAllLines(path, lines);
        }
    }
}
