using System.Collections.Immutable;
using System.Text.Json;

namespace TwinBert.DevNode.Mappings;

/// <summary>The whole mapping of an index. Immutable: a change makes a new one.</summary>
internal sealed class IndexMapping
{
    public static readonly IndexMapping Empty = new(new ObjectMapping("", null, IsEnabled: true));

    public IndexMapping(ObjectMapping root)
    {
        Root = root;
        var fields = ImmutableSortedDictionary.CreateBuilder<string, MappedField>(StringComparer.Ordinal);
        Collect(root, fields);
        Fields = fields.ToImmutable();
    }

    public ObjectMapping Root { get; }

    /// <summary>The raw JSON of <c>_meta</c>, or null.</summary>
    public string? Meta { get; init; }

    public bool DetectsDates { get; init; } = true;

    public bool DetectsNumbers { get; init; }

    /// <summary>All leaves by full path, sub-fields included.</summary>
    public ImmutableSortedDictionary<string, MappedField> Fields { get; }

    public MappedField? Find(string path) => Fields.GetValueOrDefault(path);

    /// <summary>The same settings over another root.</summary>
    public IndexMapping WithRoot(ObjectMapping root) => new(root) { Meta = Meta, DetectsDates = DetectsDates, DetectsNumbers = DetectsNumbers };

    /// <summary>Writes the object that stands under <c>mappings</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Meta is not null)
        {
            json.WritePropertyName("_meta");
            json.WriteRawValue(Meta);
        }

        if (!DetectsDates)
        {
            json.WriteBoolean("date_detection", false);
        }

        if (DetectsNumbers)
        {
            json.WriteBoolean("numeric_detection", true);
        }

        Root.WriteMembers(json);
        json.WriteEndObject();
    }

    private static void Collect(ObjectMapping at, ImmutableSortedDictionary<string, MappedField>.Builder fields)
    {
        foreach (var field in at.Fields.Values)
        {
            Collect(field, fields);
        }

        foreach (var child in at.Objects.Values)
        {
            Collect(child, fields);
        }
    }

    private static void Collect(MappedField field, ImmutableSortedDictionary<string, MappedField>.Builder fields)
    {
        fields[field.Path] = field;
        foreach (var sub in field.MultiFields.Values)
        {
            Collect(sub, fields);
        }
    }
}
