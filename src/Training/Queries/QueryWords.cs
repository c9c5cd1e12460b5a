using System.Text.RegularExpressions;

namespace TwinBert.Training.Queries;

/// <summary>The words of a text as people type them: lower-case, without punctuation.</summary>
internal static partial class QueryWords
{
    /// <summary>Splits a text.</summary>
    public static string[] Of(string text) => [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    /// <summary>Where a sequence of words first begins in another; −1 where it does not occur.</summary>
    public static int IndexOf(ReadOnlySpan<string> words, ReadOnlySpan<string> sought)
    {
        for (var i = 0; i + sought.Length <= words.Length; i++)
        {
            if (words.Slice(i, sought.Length).SequenceEqual(sought))
            {
                return i;
            }
        }

        return -1;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*")]
    private static partial Regex Word();
}
