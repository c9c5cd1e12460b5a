using System.CommandLine;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>Which embeddings of an index a command is about, where they are not those that the configuration names for it now.</summary>
/// <param name="Field">The embedding object; <see langword="null"/> for that of the model.</param>
/// <param name="Model">The folder of the model package; <see langword="null"/> for that of the object.</param>
internal sealed record GenerationChoice(string? Field, string? Model)
{
    /// <summary>What the configuration names.</summary>
    public static GenerationChoice None { get; } = new(null, null);

    /// <summary>The option that names the object.</summary>
    public static Option<string?> FieldOption() => new("--embedding-field")
    {
        Description = "The embedding object, where it is not the one in use: that of Next in the configuration, or another with --model.",
        HelpName = "NAME",
    };

    /// <summary>The settings of an entry with these embeddings; throws where they do not say which model makes them.</summary>
    /// <param name="index">The settings.</param>
    /// <param name="models">What the configuration calls the model of an entry.</param>
    public IndexOptions Of(IndexOptions index, Func<IndexOptions, string> models)
    {
        if (this == None)
        {
            return index;
        }

        IndexOptions[] known = [.. new[] { index, index.WithNext() }.OfType<IndexOptions>()];
        var field = Field ?? Array.Find(known, one => models(one) == Model)?.EmbeddingField;
        if (field is null or "" || field.Contains('.', StringComparison.Ordinal) || index.HasTextIn(field))
        {
            throw new UnusableInputException(
                field is null
                    ? $"No entry of Indices has the model '{Model}': name the object for its embeddings with --embedding-field."
                    : $"'{field}' is no embedding object: name a top-level field, without a full stop, that is no text field.");
        }

        return Array.Find(known, one => one.EmbeddingField == field) is { } found
            ? found with { Model = Model ?? found.Model }
            : Model is not null
                ? index with { EmbeddingField = field, Model = Model, Next = null }
                : throw new UnusableInputException(
                    $"No entry of Indices has the embedding object '{field}', for now or as Next: name the package that makes its embeddings with --model.");
    }
}
