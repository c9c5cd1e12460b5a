using System.IO.Enumeration;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Fetching;

/// <summary>Writes the <c>fields</c> of a hit: values kept for sorting, and values read from the source.</summary>
internal static class FieldFetcher
{
    /// <summary>Writes the member <c>fields</c>, if the document has any of what is asked for.</summary>
    public static void Write(Utf8JsonWriter json, FetchOptions options, EmbeddedIndex index, DocumentVersion document)
    {
        var isOpen = false;
        foreach (var (field, format) in Resolve(options.DocValueFields, index.Mapping, forDocValues: true, index.Name))
        {
            if (document.Values.TryGetValue(field.Path, out var values))
            {
                Open(json, ref isOpen);
                WriteDocValues(json, field, values, format);
            }
        }

        if (options.Fields.Count > 0)
        {
            using var source = JsonInput.Parse(document.Source);
            foreach (var (field, format) in Resolve(options.Fields, index.Mapping, forDocValues: false, index.Name))
            {
                var values = SourceValues(source.RootElement, index.Mapping, field);
                if (values.Count > 0)
                {
                    Open(json, ref isOpen);
                    WriteSourceValues(json, field, values, format);
                }
            }
        }

        if (isOpen)
        {
            json.WriteEndObject();
        }
    }

    /// <summary>The values of a field in a source: arrays flattened, null left out.</summary>
    public static List<JsonElement> SourceValues(JsonElement source, IndexMapping mapping, MappedField field)
    {
        var values = new List<JsonElement>();
        var parent = field.Path.LastIndexOf('.') is >= 0 and var dot && mapping.Find(field.Path[..dot]) is { } owner ? owner.Path : field.Path;
        Collect(source, parent, field.TakesArrays, values);
        return values;
    }

    private static void Collect(JsonElement at, string path, bool takesArrays, List<JsonElement> values)
    {
        if (at.ValueKind == JsonValueKind.Array && !(path.Length == 0 && takesArrays))
        {
            foreach (var element in at.EnumerateArray())
            {
                Collect(element, path, takesArrays, values);
            }
        }
        else if (path.Length == 0)
        {
            if (at.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object))
            {
                values.Add(at);
            }
        }
        else if (at.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in at.EnumerateObject())
            {
                if (path == property.Name)
                {
                    Collect(property.Value, "", takesArrays, values);
                }
                else if (path.Length > property.Name.Length && path[property.Name.Length] == '.' && path.StartsWith(property.Name, StringComparison.Ordinal))
                {
                    Collect(property.Value, path[(property.Name.Length + 1)..], takesArrays, values);
                }
            }
        }
    }

    private static void WriteDocValues(Utf8JsonWriter json, MappedField field, Array values, string? format)
    {
        json.WriteStartArray(field.Path);
        if (field.TakesArrays)
        {
            field.WriteDocValue(json, values, format);
        }
        else
        {
            foreach (var value in values)
            {
                field.WriteDocValue(json, value, format);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteSourceValues(Utf8JsonWriter json, MappedField field, List<JsonElement> values, string? format)
    {
        json.WriteStartArray(field.Path);
        foreach (var value in values)
        {
            field.WriteSourceValue(json, value, format);
        }

        json.WriteEndArray();
    }

    private static void Open(Utf8JsonWriter json, ref bool isOpen)
    {
        if (!isOpen)
        {
            json.WriteStartObject("fields");
            isOpen = true;
        }
    }

    private static IEnumerable<(MappedField Field, string? Format)> Resolve(
        IReadOnlyList<FieldPattern> patterns,
        IndexMapping mapping,
        bool forDocValues,
        string index)
    {
        var seen = new HashSet<string>();
        foreach (var (pattern, format) in patterns)
        {
            MetadataFields.Refuse(pattern, "showing");
            if (!pattern.Contains('*', StringComparison.Ordinal))
            {
                if (mapping.Find(pattern) is { } field && seen.Add(pattern))
                {
                    RequireDocValues(field, forDocValues, index);
                    yield return (field, format);
                }

                continue;
            }

            foreach (var field in mapping.Fields.Values)
            {
                if (FileSystemName.MatchesSimpleExpression(pattern, field.Path, ignoreCase: false)
                    && (!forDocValues || field.HasDocValues)
                    && seen.Add(field.Path))
                {
                    yield return (field, format);
                }
            }
        }
    }

    private static void RequireDocValues(MappedField field, bool forDocValues, string index)
    {
        if (forDocValues && field is TextField)
        {
            throw EngineErrors.FieldDataDisabled(field.Path, index);
        }

        if (forDocValues && !field.HasDocValues)
        {
            throw EngineErrors.NoDocValues(field.Path, field.Type);
        }
    }
}
