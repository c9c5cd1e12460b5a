using Microsoft.Extensions.Configuration;

namespace TwinBert.Configuration;

/// <summary>Finds settings that have no meaning, by comparing the configuration's names with the options' properties.</summary>
internal static class UnknownNames
{
    public static void Find(IConfiguration section, Type options, List<ConfigurationError> errors)
    {
        foreach (var child in section.GetChildren())
        {
            var property = options.GetProperties().FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                var known = string.Join(", ", options.GetProperties().Select(p => p.Name));
                errors.Add(new(child.Path, $"There is no such setting; the settings here are {known}."));
            }
            else if (property.PropertyType == typeof(Dictionary<string, IndexOptions>))
            {
                foreach (var index in child.GetChildren())
                {
                    Find(index, typeof(IndexOptions), errors);
                }
            }
            else if (property.PropertyType.Namespace == options.Namespace)
            {
                Find(child, property.PropertyType, errors);
            }
        }
    }
}
