using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>Paths of fields on a command line.</summary>
internal static class FieldList
{
    /// <summary>What is read of a document where nothing says otherwise.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["title", "text"];

    /// <summary>Reads paths that are separated by commas.</summary>
    /// <param name="option">The option's name, for the error.</param>
    /// <param name="list">Its value.</param>
    public static string[] Read(string option, string list)
    {
        var fields = list.Split(',', StringSplitOptions.TrimEntries);
        return fields.All(field => field.Length > 0)
            ? fields
            : throw new UnusableInputException($"{option} '{list}' holds an empty name. Give paths separated by commas, such as title,text,metadata.brand.");
    }
}
