using TwinBert.Search.Dialects;

namespace TwinBert.Sidecar.Visibility;

/// <summary>The text that is searched: of which indices, in which fields.</summary>
/// <param name="Family">The engine's family.</param>
/// <param name="Indices">The index expression as the client names it.</param>
/// <param name="TextFields">The paths of the text fields in the configuration.</param>
internal sealed record SearchedText(EngineFamily Family, string Indices, IReadOnlyList<string> TextFields)
{
    /// <summary>The paths of the text fields, as a mapping has them: without the choice of values of a list.</summary>
    public IEnumerable<string> Paths => TextFields.Select(MappedPath).Distinct(StringComparer.Ordinal);

    private static string MappedPath(string path)
    {
        var names = string.Join('.', path.Split('.').Select(name => name.Split('[')[0]));
        return names.EndsWith(".*", StringComparison.Ordinal) ? names[..^2] : names;
    }
}
