using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Xunit;
using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Tests.Tokenization;

/// <summary>What holds for every text: the ids are those of a plain reading of the definition, with a vocabulary that is a list.</summary>
public sealed partial class TriLetterTokenizerProperties
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly Dictionary<string, int> Vocabulary = new[]
        {
            from x in Letters from y in Letters from z in Letters select $"{x}{y}{z}",
            from x in Letters from y in Letters select $"#{x}{y}",
            from x in Letters from y in Letters select $"{x}{y}#",
            from x in Letters select $"#{x}#",
        }
        .SelectMany(trigrams => trigrams).Select((trigram, index) => (trigram, index)).ToDictionary(entry => entry.trigram, entry => entry.index + 1);

    [Property(MaxTest = 1000)]
    public bool Encode_AnyText_GivesWhatTheDefinitionGives(string? text, byte limit) => Agrees(text ?? "", limit);

    [Property(MaxTest = 1000)]
    public bool Encode_LettersAndSpaces_GivesWhatTheDefinitionGives(byte[] letters, byte limit) =>
        Agrees(string.Concat(letters.Select(letter => "aB3 cdefghijkl-mnopq"[letter % 20])), limit);

    [Property(MaxTest = 200)]
    public bool Encode_LongWords_GivesWhatTheDefinitionGives(PositiveInt length, byte limit) =>
        Agrees(string.Concat(Enumerable.Range(0, length.Get % 50).Select(i => Letters[i % 36])) + " b", limit);

    private static bool Agrees(string text, byte limit)
    {
        var most = 1 + (limit % 14);
        var words = Others().Replace(text.ToLowerInvariant(), "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var tokens = words.Take(Math.Min(most, 12)).Select(Trigrams).DefaultIfEmpty(new int[20]).SelectMany(ids => ids);
        var encoded = new TriLetterTokenizer().Encode(text, most);
        return encoded.Ids.ToArray().SequenceEqual(tokens) && encoded.IsTruncated == words.Length > Math.Min(most, 12);
    }

    private static int[] Trigrams(string word)
    {
        var marked = $"#{word}#";
        var ids = Enumerable.Range(0, marked.Length - 2).Select(start => Vocabulary[marked.Substring(start, 3)]).Take(20).ToList();
        return [.. ids, .. new int[20 - ids.Count]];
    }

    [GeneratedRegex("[^a-z0-9 ]")]
    private static partial Regex Others();
}
