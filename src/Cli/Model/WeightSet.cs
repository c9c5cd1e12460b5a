using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary>A judged set on a command line.</summary>
/// <param name="Folder">The dataset's folder.</param>
/// <param name="Split">The judgements.</param>
/// <param name="TextFields">The paths of the fields that make a document's text.</param>
internal sealed record WeightSet(string Folder, string Split, IReadOnlyList<string> TextFields)
{
    private const char Mark = '#';

    /// <summary>What the set is called in a table.</summary>
    public string Name => $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder))} {Split}";

    /// <summary>Reads <c>DIR#SPLIT#A,B</c>; what is left out or empty is <c>test</c> and <c>title,text</c>.</summary>
    public static WeightSet Read(string given)
    {
        var parts = given.Split(Mark);
        var fields = (parts is [_, _, { Length: > 0 } named] ? named : "title,text").Split(',', StringSplitOptions.TrimEntries);
        return parts.Length <= 3 && parts[0].Length > 0 && fields.All(field => field.Length > 0)
            ? new(parts[0], parts is [_, { Length: > 0 } split, ..] ? split : "test", fields)
            : throw new UnusableInputException(
                $"--set '{given}' is not DIR, DIR#SPLIT or DIR#SPLIT#FIELDS. Give for example samples/catalogue#test#title,metadata.brand,text.");
    }
}
