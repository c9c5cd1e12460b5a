using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Checkpoints;

/// <summary>
/// Lists the documents that could not get an embedding, one JSON object a line: where each is, and why. There is no file until there is such a document.
/// Not for concurrent use.
/// </summary>
/// <param name="path">The file.</param>
public sealed class DeadLetterFile(string path) : ILostDocuments
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

    /// <summary>The documents that are listed; none where there is no file.</summary>
    /// <exception cref="InvalidDataException">A line is none of this list.</exception>
    public IReadOnlyList<DeadLetter> Load()
    {
        try
        {
            return File.Exists(path)
                ? [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<DeadLetter>(line, Json)!)]
                : [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no list of lost documents: {e.Message}", e);
        }
    }

    /// <summary>Writes the list anew; without any document there is no file.</summary>
    /// <param name="letters">The documents.</param>
    public void Replace(IReadOnlyCollection<DeadLetter> letters)
    {
        ArgumentNullException.ThrowIfNull(letters);
        if (letters.Count == 0)
        {
            Clear();
            return;
        }

        var beside = path + ".new";
        File.WriteAllLines(beside, letters.Select(letter => JsonSerializer.Serialize(letter, Json)));
        File.Move(beside, path, overwrite: true);
    }

    /// <inheritdoc/>
    public ValueTask<(IReadOnlyList<DeadLetter> Letters, string? Failure)> LoadAsync(
        string index, EmbeddingField embedding, CancellationToken cancellationToken) =>
        ValueTask.FromResult<(IReadOnlyList<DeadLetter>, string?)>(([.. Load().Where(letter => letter.Index == index)], null));

    /// <inheritdoc/>
    public ValueTask<string?> ReplaceAsync(
        IReadOnlyCollection<DeadLetter> tried, IReadOnlyCollection<DeadLetter> lost, CancellationToken cancellationToken)
    {
        var done = tried.Select(letter => (letter.Index, letter.Id, letter.Routing)).ToHashSet();
        Replace([.. Load().Where(letter => !done.Contains((letter.Index, letter.Id, letter.Routing))), .. lost]);
        return default;
    }

    internal void Add(IEnumerable<LostDocument> lost)
    {
        var lines = lost
            .Select(entry => JsonSerializer.Serialize(new DeadLetter(entry.Document.Index, entry.Document.Id, entry.Document.Routing, entry.Reason), Json))
            .ToArray();
        if (lines.Length > 0)
        {
            File.AppendAllLines(path, lines);
        }
    }
}
