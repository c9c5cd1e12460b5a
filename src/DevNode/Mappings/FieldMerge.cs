using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Mappings;

/// <summary>
/// What may be changed about a field that exists: sub-fields may be added, limits and metadata may move, anything that would change indexed terms may not.
/// </summary>
internal static class FieldMerge
{
    private static readonly string[] Updatable = ["ignore_above", "meta", "copy_to", "ignore_malformed", "coerce", "search_analyzer", "eager_global_ordinals"];

    public static MappedField Merge(MappedField old, MappedField changed)
    {
        if (old.Type != changed.Type)
        {
            throw EngineErrors.IllegalArgument($"mapper [{old.Path}] cannot be changed from type [{old.Type}] to [{changed.Type}]");
        }

        foreach (var name in old.Parameters.Concat(changed.Parameters).Select(p => p.Key).Distinct().Except(Updatable))
        {
            var before = Value(old, name);
            var after = Value(changed, name);
            if (before != after)
            {
                throw EngineErrors.IllegalArgument(
                    $"Mapper for [{old.Path}] conflicts with existing mapper:\n\tCannot update parameter [{name}] from [{before}] to [{after}]");
            }
        }

        var fields = old.MultiFields;
        foreach (var (name, sub) in changed.MultiFields)
        {
            fields = fields.SetItem(name, fields.TryGetValue(name, out var existing) ? Merge(existing, sub) : sub);
        }

        return changed.WithMultiFields(fields);
    }

    private static string Value(MappedField field, string name) =>
        field.Parameters.FirstOrDefault(p => p.Key == name).Value?.Trim('"') ?? "default";
}
