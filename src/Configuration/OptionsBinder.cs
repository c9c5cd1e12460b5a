using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace TwinBert.Configuration;

/// <summary>Binds property by property, so that every value of a wrong type is reported, not only the first.</summary>
internal static class OptionsBinder
{
    public static TwinBertOptions Bind(IConfiguration root, List<ConfigurationError> errors)
    {
        var options = new TwinBertOptions();
        BindProperties(root, options, errors);
        foreach (var section in root.GetSection(nameof(TwinBertOptions.Indices)).GetChildren())
        {
            var index = new IndexOptions();
            BindProperties(section, index, errors);
            options.Indices[section.Key] = index;
        }

        return options;
    }

    private static void BindProperties(IConfiguration section, object target, List<ConfigurationError> errors)
    {
        foreach (var property in target.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var child = section.GetSection(property.Name);
            if (!child.Exists() || property.PropertyType == typeof(Dictionary<string, IndexOptions>))
            {
                continue;
            }

            if (property.PropertyType.Namespace == target.GetType().Namespace)
            {
                if (property.GetValue(target) is null)
                {
                    property.SetValue(target, Activator.CreateInstance(property.PropertyType));
                }

                BindProperties(child, property.GetValue(target)!, errors);
            }
            else
            {
                BindValue(child, property, target, errors);
            }
        }
    }

    private static void BindValue(IConfigurationSection section, PropertyInfo property, object target, List<ConfigurationError> errors)
    {
        try
        {
            object? value = property.PropertyType == typeof(IReadOnlyList<string>)
                ? section.Get<string[]>() ?? throw new InvalidOperationException()
                : section.Get(property.PropertyType);
            property.SetValue(target, value);
        }
        catch (InvalidOperationException)
        {
            errors.Add(new(section.Path, $"'{section.Value}' is not {Expected(property.PropertyType)}."));
        }
    }

    private static string Expected(Type type) => type switch
    {
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(bool) || type == typeof(bool?) => "true or false",
        _ when type == typeof(double) || type == typeof(double?) => "a number",
        _ when type == typeof(TimeSpan) || type == typeof(TimeSpan?) => "a time span such as \"00:00:00.250\"",
        _ when type == typeof(IReadOnlyList<string>) => "a list of strings such as [\"title\", \"description\"]",
        _ => "a value of the right type",
    };
}
