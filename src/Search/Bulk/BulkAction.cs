using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TwinBert.Search.Bulk;

/// <summary>The action line of a bulk request.</summary>
/// <param name="Verb">What it does.</param>
public readonly record struct BulkAction(BulkVerb Verb)
{
    private static readonly JsonWriterOptions Lines = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The index it names; <see langword="null"/> when it leaves that to the request's path.</summary>
    public string? Index { get; init; }

    /// <summary>The document's identifier; <see langword="null"/> when the engine chooses one.</summary>
    public string? Id { get; init; }

    /// <summary>The document's routing; <see langword="null"/> for the request's parameter.</summary>
    public string? Routing { get; init; }

    /// <summary>What it says about aliases; <see langword="null"/> when it leaves that to the request's parameter.</summary>
    public bool? RequireAlias { get; init; }

    /// <summary>The state that the document must still have; <see langword="null"/> for any. Written, not read.</summary>
    public (long SequenceNumber, long PrimaryTerm)? If { get; init; }

    /// <summary>The version that the document gets, if it has none as high yet; <see langword="null"/> for the engine's own. Written, not read.</summary>
    public long? ExternalVersion { get; init; }

    /// <summary>The ingest pipeline, <c>_none</c> for none; <see langword="null"/> for the index's own. Written, not read.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Whether a source line follows.</summary>
    public bool HasSource => Verb != BulkVerb.Delete;

    /// <summary>Reads an action line. What an engine would refuse may pass here, but nothing passes whose meaning is in doubt.</summary>
    /// <param name="line">The line, with or without its end.</param>
    /// <param name="action">The action.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out BulkAction action)
    {
        action = default;
        var reader = new Utf8JsonReader(line);
        try
        {
            return reader.Read()
                && reader.TokenType == JsonTokenType.StartObject
                && reader.Read()
                && TryReadVerb(ref reader, out var verb)
                && reader.Read()
                && reader.TokenType == JsonTokenType.StartObject
                && TryReadMetadata(ref reader, verb, out action)
                && reader.Read()
                && reader.TokenType == JsonTokenType.EndObject
                && !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or an escape that stands for no text.
            return false;
        }
    }

    /// <summary>Writes the line, without its end.</summary>
    /// <param name="output">Where to.</param>
    public void Write(IBufferWriter<byte> output)
    {
        using var line = new Utf8JsonWriter(output, Lines);
        line.WriteStartObject();
        line.WriteStartObject(Verb switch
        {
            BulkVerb.Index => "index"u8,
            BulkVerb.Create => "create"u8,
            BulkVerb.Update => "update"u8,
            _ => "delete"u8,
        });
        WriteText(line, "_index"u8, Index);
        WriteText(line, "_id"u8, Id);
        if (If is { } state)
        {
            line.WriteNumber("if_seq_no"u8, state.SequenceNumber);
            line.WriteNumber("if_primary_term"u8, state.PrimaryTerm);
        }

        if (ExternalVersion is { } version)
        {
            line.WriteNumber("version"u8, version);
            line.WriteString("version_type"u8, "external"u8);
        }

        if (RequireAlias is { } requireAlias)
        {
            line.WriteBoolean("require_alias"u8, requireAlias);
        }

        WriteText(line, "routing"u8, Routing);
        WriteText(line, "pipeline"u8, Pipeline);
        line.WriteEndObject();
        line.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter line, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            line.WriteString(name, text);
        }
    }

    private static bool TryReadVerb(ref Utf8JsonReader reader, out BulkVerb verb)
    {
        verb = BulkVerb.Index;
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        verb = reader.ValueTextEquals("delete"u8) ? BulkVerb.Delete
            : reader.ValueTextEquals("update"u8) ? BulkVerb.Update
            : reader.ValueTextEquals("create"u8) ? BulkVerb.Create
            : BulkVerb.Index;
        return verb != BulkVerb.Index || reader.ValueTextEquals("index"u8);
    }

    private static bool TryReadMetadata(ref Utf8JsonReader reader, BulkVerb verb, out BulkAction action)
    {
        action = new(verb);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("_index"u8))
            {
                action = action with { Index = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("_id"u8))
            {
                action = action with { Id = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("routing"u8))
            {
                action = action with { Routing = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("require_alias"u8))
            {
                action = action with { RequireAlias = ReadText(ref reader) == "true" };
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    // Engines take numbers and booleans where they want text, and the other way round.
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
        reader.Skip();
        return text;
    }
}
