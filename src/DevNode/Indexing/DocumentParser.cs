using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Indexing;

/// <summary>Reads one document against a mapping, and grows the mapping where it is dynamic. Used for one document.</summary>
internal sealed class DocumentParser(IndexMapping before, DynamicFields dynamicFields, WriteOperation write)
{
    private readonly DocumentBuilder _builder = new();

    // What this document adds must be of one type throughout it: the engine maps each value by itself and merges.
    private readonly HashSet<string> _added = [];
    
    /// <summary>Reads the document. Afterwards <see cref="Mapping"/> is what it needs the mapping to be.</summary>
    public DocumentBuilder Parse(JsonElement source)
    {
        if (source.ValueKind != JsonValueKind.Object)
        {
            throw EngineErrors.DocumentParsing("Malformed content, must start with an object");
        }

        var root = ReadObject(Mapping.Root, source, Mapping.Root.Dynamic ?? DynamicMode.True);
        if (!ReferenceEquals(root, Mapping.Root))
        {
            Mapping = Mapping.WithRoot(root);
            MappingReader.CheckLimit(Mapping);
        }

        return _builder;
    }

    /// <summary>The mapping with the fields that the document added.</summary>
    public IndexMapping Mapping { get; private set; } = before;

    private ObjectMapping ReadObject(ObjectMapping at, JsonElement json, DynamicMode mode)
    {
        if (!at.IsEnabled)
        {
            return at;
        }

        foreach (var property in json.EnumerateObject())
        {
            at = ReadMember(at, property.Name, property.Value, at.Dynamic ?? mode);
        }

        return at;
    }

    private ObjectMapping ReadMember(ObjectMapping at, string name, JsonElement value, DynamicMode mode)
    {
        if (at.Fields.TryGetValue(name, out var field))
        {
            RequireSameType(field, value);
            ReadField(field, value);
            return at;
        }

        if (at.Objects.TryGetValue(name, out var child))
        {
            var read = ReadChild(child, value, mode);
            return ReferenceEquals(read, child) ? at : at with { Objects = at.Objects.SetItem(name, read) };
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && dot < name.Length - 1)
        {
            return ReadDotted(at, name[..dot], name[(dot + 1)..], value, mode);
        }

        if (name.Length == 0 || dot >= 0)
        {
            var why = name.Length == 0 ? "field name cannot be an empty string" : $"field name cannot begin or end with a dot: [{at.PathOf(name)}]";
            throw EngineErrors.DocumentParsing($"{Location(value)} failed to parse: {why}", EngineErrors.IllegalArgument(why));
        }

        return ReadUnknown(at, name, value, mode);
    }

    private ObjectMapping ReadDotted(ObjectMapping at, string head, string rest, JsonElement value, DynamicMode mode)
    {
        if (!at.Objects.TryGetValue(head, out var child))
        {
            if (mode != DynamicMode.True)
            {
                return ReadUnknown(at, head, value, mode);
            }

            child = new ObjectMapping(at.PathOf(head), null, IsEnabled: true);
        }

        var read = child.IsEnabled ? ReadMember(child, rest, value, child.Dynamic ?? mode) : child;
        return at.Objects.TryGetValue(head, out var old) && ReferenceEquals(old, read) ? at : at with { Objects = at.Objects.SetItem(head, read) };
    }

    private ObjectMapping ReadChild(ObjectMapping child, JsonElement value, DynamicMode mode)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return ReadObject(child, value, mode);
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    child = ReadChild(child, element, mode);
                }

                return child;
            case JsonValueKind.Null:
                return child;
            default:
                return !child.IsEnabled ? child : throw EngineErrors.DocumentParsing(
                    $"{Location(value)} object mapping for [{child.Path}] tried to parse field [{child.Path.Split('.')[^1]}] as object, but found a "
                        + "concrete value");
        }
    }

    private ObjectMapping ReadUnknown(ObjectMapping at, string name, JsonElement value, DynamicMode mode)
    {
        if (mode == DynamicMode.Strict)
        {
            throw new EngineException(400, "strict_dynamic_mapping_exception",
                $"{Location(value)} mapping set to strict, dynamic introduction of "
                    + $"[{name}] within [{(at.Path.Length == 0 ? "_doc" : at.Path)}] is not allowed");
        }

        if (mode == DynamicMode.False)
        {
            return at;
        }

        var path = at.PathOf(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return at;
            case JsonValueKind.Object:
                return at with { Objects = at.Objects.SetItem(name, ReadObject(new ObjectMapping(path, null, IsEnabled: true), value, mode)) };
            case JsonValueKind.Array when dynamicFields.ForVector(path, value) is { } vector:
                vector.Add(_builder, value);
                return at with { Fields = at.Fields.SetItem(name, vector) };
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    at = ReadMember(at, name, element, mode);
                }

                return at;
            default:
                var field = dynamicFields.For(Mapping, path, value)!;
                _added.Add(path);
                ReadField(field, value);
                return at with { Fields = at.Fields.SetItem(name, field) };
        }
    }

    private void RequireSameType(MappedField field, JsonElement value)
    {
        if (_added.Contains(field.Path) && dynamicFields.For(Mapping, field.Path, value) is { } again && again.Type != field.Type)
        {
            throw EngineErrors.IllegalArgument($"mapper [{field.Path}] cannot be changed from type [{field.Type}] to [{again.Type}]");
        }
    }

    private void ReadField(MappedField field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && !field.TakesArrays)
        {
            foreach (var element in value.EnumerateArray())
            {
                ReadField(field, element);
            }

            return;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            if (field.NullValue is not { } substitute)
            {
                return;
            }

            value = substitute;
        }

        Add(field, value);
        foreach (var sub in field.MultiFields.Values)
        {
            Add(sub, value);
        }

        foreach (var target in field.CopyTo)
        {
            if (Mapping.Find(target) is { } copy)
            {
                Add(copy, value);
            }
        }
    }

    private void Add(MappedField field, JsonElement value)
    {
        try
        {
            field.Add(_builder, value);
        }
        catch (EngineException e)
        {
            throw EngineErrors.DocumentParsing(
                $"{Location(value)} failed to parse field [{field.Path}] of type [{field.Type}] in document with id '{write.Id}'. Preview of field's "
                    + $"value: '{JsonInput.Text(value)}'", e);
        }
    }

    // Line and column of a value in the document's bytes, both from 1.
    private string Location(JsonElement value) => JsonLocation.Of(write.Source.Span, value);
}
