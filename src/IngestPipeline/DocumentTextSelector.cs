using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.IngestPipeline;

/// <summary>
/// Makes the text that stands for a document out of its source. Each field's values (strings, numbers as they are written, booleans, and arrays of
/// them, however nested) are trimmed and joined with ", "; the fields are joined with ". " in the order of the configuration. What is absent, null,
/// blank or an object adds nothing. Immutable and thread-safe.
/// </summary>
/// <param name="textFields">
/// Paths of the text fields, such as <c>title</c> or <c>metadata.genres</c>; dotted keys in a source are found too. <c>metadata.actors[:5]</c> takes
/// the first five values only, <c>name.*</c> all members of <c>name</c>.
/// </param>
public sealed class DocumentTextSelector(IReadOnlyList<string> textFields)
{
    // Engines refuse deeper documents themselves; JsonDocument's own limit of 64 would leave documents out that they take.
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = SplicePoint.MaxDepth };

    private readonly TextPath[] _paths = [.. textFields.Select(field => new TextPath(field))];

    /// <summary>
    /// The fields that the text is made of, as a filter for an engine that is asked for them alone: <c>metadata.actors</c> for <c>metadata.actors[:5]</c>.
    /// </summary>
    public IReadOnlyList<string> SourceFilter { get; } = [.. textFields.Select(field => new TextPath(field).Path).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Whether a document may spell a field in more than one way (<c>{"metadata":{"genres":…}}</c>, <c>{"metadata.genres":…}</c>). An engine that
    /// merges a partial document keeps the other spelling beside the one that is sent, so that even a partial document with all of the fields may
    /// not say all of the text.
    /// </summary>
    public bool HasSpellings => Array.Exists(_paths, path => path.IsNested);

    /// <summary>The text of one document.</summary>
    /// <param name="sourceJson">The document's source, a JSON object in UTF-8.</param>
    /// <returns>The text; <see langword="null"/> when no field has any, or when the source is no JSON object.</returns>
    public string? Select(ReadOnlyMemory<byte> sourceJson) => Read(sourceJson, Select, null);

    /// <summary>The text of one document that has been read already.</summary>
    /// <param name="source">The document's source.</param>
    /// <returns>The text; <see langword="null"/> when no field has any, or when the source is no object.</returns>
    public string? Select(JsonElement source)
    {
        if (source.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var fields = Values(source).Where(values => values.Count > 0).Select(values => string.Join(", ", values)).ToList();
        return fields.Count == 0 ? null : string.Join(". ", fields);
    }

    /// <summary>The values that the text of a document is made of.</summary>
    /// <param name="source">The document's source, a JSON object.</param>
    /// <returns>A list for each text field, in the order of the fields; empty where the document has no value.</returns>
    public IReadOnlyList<IReadOnlyList<string>> Values(JsonElement source) => [.. _paths.Select(path =>
    {
        var values = new List<string>();
        path.Collect(source, values);
        return values;
    })];

    /// <summary>How much of a document's text a partial update replaces.</summary>
    /// <param name="partialJson">The <c>doc</c> of an update, a JSON object in UTF-8.</param>
    /// <returns>The coverage; <see cref="TextCoverage.None"/> when it is no JSON object.</returns>
    public TextCoverage CoverageOf(ReadOnlyMemory<byte> partialJson) =>
        Read(partialJson, partial => partial.ValueKind == JsonValueKind.Object ? CoverageOf(partial) : TextCoverage.None, TextCoverage.None);

    private static T Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T> read, T none)
    {
        return TryRead(json, out var result) || TryRead(EngineJson.Standard(json.Span), out result) ? result : none;

        bool TryRead(ReadOnlyMemory<byte> bytes, out T result)
        {
            try
            {
                using var document = JsonDocument.Parse(bytes, Json);
                result = read(document.RootElement);
                return true;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // Not JSON of the standard, or a name that cannot be decoded: half a surrogate pair, bytes that are no UTF-8.
                result = none;
                return false;
            }
        }
    }

    private TextCoverage CoverageOf(JsonElement partial)
    {
        var touched = _paths.Count(path => path.IsTouchedBy(partial));
        return touched == 0 ? TextCoverage.None
            : touched == _paths.Length && !Array.Exists(_paths, path => path.HasAnyName) ? TextCoverage.All
            : TextCoverage.Some;
    }
}
