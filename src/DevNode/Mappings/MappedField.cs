using System.Collections.Immutable;
using System.Text.Json;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Mappings;

/// <summary>A leaf of a mapping: how its values are read from documents, indexed, asked for and shown. Immutable and thread-safe.</summary>
internal abstract class MappedField
{
    protected MappedField(FieldParameters parameters)
    {
        Path = parameters.Path;
        Type = parameters.Type;
        CopyTo = parameters.Names("copy_to");
        parameters.Inert("meta");
    }

    /// <summary>The full path, dots between objects.</summary>
    public string Path { get; }

    /// <summary>The type's name in mappings.</summary>
    public string Type { get; }

    /// <summary>The fields that this one's values are also indexed in.</summary>
    public IReadOnlyList<string> CopyTo { get; }

    /// <summary>The same values under other types, by the last part of their path.</summary>
    public ImmutableSortedDictionary<string, MappedField> MultiFields { get; private set; } =
        ImmutableSortedDictionary.Create<string, MappedField>(StringComparer.Ordinal);

    /// <summary>What the mapping shows besides type and sub-fields.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; protected init; } = [];

    /// <summary>The raw JSON of the value that stands for null, if the mapping names one.</summary>
    public JsonElement? NullValue { get; protected init; }

    /// <summary>Whether terms can be looked up.</summary>
    public bool IsIndexed { get; protected init; } = true;

    /// <summary>Whether values are kept for sorting, aggregating and <c>docvalue_fields</c>.</summary>
    public bool HasDocValues { get; protected init; } = true;

    /// <summary>Whether an array is one value of the field, as for vectors.</summary>
    public virtual bool TakesArrays => false;

    /// <summary>Whether queries over "all fields" look at this one.</summary>
    public virtual bool IsSearchedByDefault => IsIndexed;

    /// <summary>Adds one value, never JSON null, of a document.</summary>
    public abstract void Add(DocumentBuilder document, JsonElement value);

    /// <summary>The documents with exactly this value.</summary>
    public abstract Query TermQuery(string text);

    /// <summary>The documents with a value within bounds.</summary>
    public virtual Query RangeQuery(RangeBounds bounds) =>
        throw EngineErrors.Unsupported($"a range query on the field [{Path}] of type [{Type}]");

    /// <summary>The documents with a value that starts so.</summary>
    public virtual Query PrefixQuery(string prefix, bool ignoreCase) =>
        throw EngineErrors.IllegalArgument(
            $"Can only use prefix queries on keyword, text and wildcard fields - not on [{Path}] which is of type [{Type}]");

    /// <summary>Writes one doc value as search responses show it.</summary>
    public abstract void WriteDocValue(Utf8JsonWriter json, object value, string? format);

    /// <summary>Writes a value of a document's source as the <c>fields</c> of a search show it; nothing where the field would not have it.</summary>
    public abstract void WriteSourceValue(Utf8JsonWriter json, JsonElement value, string? format);

    /// <summary>The field with these sub-fields.</summary>
    public MappedField WithMultiFields(ImmutableSortedDictionary<string, MappedField> fields)
    {
        var copy = (MappedField)MemberwiseClone();
        copy.MultiFields = fields;
        return copy;
    }
}
