using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using TwinBert.Terminal;

namespace TwinBert.Cli.Load;

/// <summary>
/// Reads documents, one JSON object a line, plain or gzipped; a folder stands for the <c>corpus.jsonl</c> in it (the BEIR layout).
/// Streams: a file of any length takes the memory of one line.
/// </summary>
/// <param name="path">The file or folder.</param>
/// <param name="idField">The top-level field that holds a document's identifier. It is taken out of the source when its name begins with an underscore, as the
/// engines refuse it there.</param>
internal sealed class DocumentFile(string path, string idField)
{
    private static readonly string[] CorpusNames = ["corpus.jsonl", "corpus.jsonl.gz"];
    private static readonly string[] BulkActions = ["index", "create", "update", "delete"];
    private static readonly string[] BulkMetadata =
    [
        "routing", "pipeline", "version", "version_type", "if_seq_no", "if_primary_term", "require_alias", "require_data_stream",
        "dynamic_templates", "retry_on_conflict",
    ];

    /// <summary>The documents, in the file's order; empty lines are passed over.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UnusableInputException">There is no such file, or a line is no JSON object, or an action of a bulk request.</exception>
    public async IAsyncEnumerable<LoadDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = Locate();
        await using var raw = File.OpenRead(file);
        await using var stream = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : (Stream)raw;
        using var reader = new StreamReader(stream);
        var number = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(file, number, line);
            }
        }
    }

    private string Locate()
    {
        if (File.Exists(path))
        {
            return path;
        }

        return CorpusNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
            ?? throw new UnusableInputException(Directory.Exists(path)
                ? $"There is no corpus.jsonl in '{path}'. Name a file of documents, one JSON object a line."
                : $"'{path}' does not exist. Name a file of documents, one JSON object a line.");
    }

    private LoadDocument Parse(string file, int number, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (IsBulkAction(json.RootElement))
            {
                throw new UnusableInputException(
                    $"Line {number} of '{file}' is an action of a bulk request, and no document. Send the file as it is to the sidecar: "
                    + $"curl -H 'Content-Type: application/x-ndjson' --data-binary @{file} URL/_bulk. Nothing after the line before it was loaded.");
            }

            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new(number, Identifier(json.RootElement), Source(json.RootElement));
            }
        }
        catch (JsonException)
        {
            // Falls through to the one error below: what is wrong inside the line matters less than which line it is.
        }

        throw new UnusableInputException($"Line {number} of '{file}' is no JSON object. Nothing after the line before it was loaded.");
    }

    // A document may have one member by such a name, but hardly one that holds nothing but what an action says of a document.
    private static bool IsBulkAction(JsonElement line) =>
        line.ValueKind == JsonValueKind.Object
        && line.EnumerateObject().ToArray() is [var action]
        && BulkActions.Contains(action.Name)
        && action.Value.ValueKind == JsonValueKind.Object
        && action.Value.EnumerateObject().All(member => member.Name.StartsWith('_') || BulkMetadata.Contains(member.Name));

    private string? Identifier(JsonElement document) => !document.TryGetProperty(idField, out var id) ? null : id.ValueKind switch
    {
        JsonValueKind.String => id.GetString(),
        JsonValueKind.Number => id.GetRawText(),
        _ => null,
    };

    private ReadOnlyMemory<byte> Source(JsonElement document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in document.EnumerateObject().Where(property => property.Name != idField || !idField.StartsWith('_')))
            {
                writer.WritePropertyName(property.Name);
                writer.WriteRawValue(property.Value.GetRawText(), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
