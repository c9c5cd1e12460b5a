using System.Collections.Immutable;
using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Mappings;

/// <summary>Makes fields of the types that the node has.</summary>
internal sealed class FieldTypes(BuiltInAnalyzers analyzers)
{
    /// <summary>Makes the field that a mapping describes, its sub-fields included.</summary>
    public MappedField Create(string path, JsonElement json)
    {
        var type = json.TryGetProperty("type", out var named) ? named.GetString()! : "object";
        var parameters = new FieldParameters(path, type, json, analyzers);
        MappedField field = type switch
        {
            "text" => new TextField(parameters),
            "keyword" => new KeywordField(parameters),
            "byte" or "short" or "integer" or "long" => new IntegerField(parameters),
            "float" or "double" or "half_float" => new FloatField(parameters),
            "boolean" => new BooleanField(parameters),
            "date" => new DateField(parameters),
            "dense_vector" => new DenseVectorField(parameters),
            _ => throw EngineErrors.MapperParsing(
                $"Failed to parse mapping: The mapper type [{type}] declared on field [{path}] does not exist. The embedded node does not support it"),
        };
        parameters.RefuseOthers();
        return json.TryGetProperty("fields", out var fields) ? field.WithMultiFields(SubFields(path, fields)) : field;
    }

    private ImmutableSortedDictionary<string, MappedField> SubFields(string path, JsonElement fields)
    {
        var result = ImmutableSortedDictionary.CreateBuilder<string, MappedField>(StringComparer.Ordinal);
        foreach (var field in fields.EnumerateObject())
        {
            result[field.Name] = Create($"{path}.{field.Name}", field.Value);
        }

        return result.ToImmutable();
    }
}
