using TwinBert.Training.Sampling;

namespace TwinBert.Training.Towers;

/// <summary>
/// Makes what people might type out of texts that nobody typed: a few words of a document, a phrase of it, its beginning; words of the vocabulary side by
/// side; part numbers; and typing errors. Deterministic: what is made of a text depends on the seed and the text's number alone. Immutable and thread-safe.
/// </summary>
/// <param name="seed">Decides what is made.</param>
internal sealed class QueryVariations(int seed)
{
    private const int Reach = 120;
    private const int BeginningWords = 40;
    private const int LeastSentence = 9;
    private const int MostSentence = 26;
    private const int LeastLetters = 3;
    private const int CodeShare = 12;
    private static readonly char[] Letters = [.. "abcdefghijklmnopqrstuvwxyz"];

    private static readonly HashSet<string> Stopwords = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "and", "for", "with", "that", "this", "from", "are", "was", "were", "has", "have", "had", "its", "his", "her", "their", "which", "who", "into",
        "can", "will", "may", "not", "but", "also", "been", "other", "than", "then", "when", "where", "how", "what", "you", "your", "they", "them", "such",
    };

    private static readonly string[] Questions = ["what is {0}", "how to {0}", "where can i find {0}", "best {0}", "{0} for beginners", "is there a {0}"];

    private static readonly string[] LongQuestions =
    [
        "{0}", "{0}", "{0}", "what has been written about {0}", "i am looking for something like this: {0}", "how does one explain that {0}",
        "are there any {0}",
    ];

    /// <summary>Queries for a document: keywords, a phrase, the beginning or a question; and, of one that has enough words, a long question.</summary>
    /// <param name="text">The document's text.</param>
    /// <param name="number">The text's number.</param>
    public IEnumerable<string> OfDocument(string text, int number)
    {
        var random = Draw(1, number);
        var all = Words(text).Take(Reach).ToArray();
        var words = all[..Math.Min(BeginningWords, all.Length)];
        yield return random.Next(5) switch
        {
            0 => Phrase(words, random, 2, 7),
            1 => string.Join(' ', words.Take(random.Next(2, 9))),
            2 => string.Format(null, Questions[random.Next(Questions.Length)], Keywords(words, random)),
            _ => Keywords(words, random),
        };
        if (all.Length >= LeastSentence)
        {
            yield return string.Format(null, LongQuestions[random.Next(LongQuestions.Length)], Phrase(all, random, LeastSentence, MostSentence));
        }
    }

    /// <summary>A query with one or two typing errors; as it is where it has no word that is long enough.</summary>
    /// <param name="text">The query.</param>
    /// <param name="number">The text's number.</param>
    public string Misspelt(string text, int number)
    {
        var random = Draw(2, number);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var error = random.Next(1, 3); error > 0 && words.Length > 0; error--)
        {
            var place = random.Next(words.Length);
            words[place] = words[place].Length > LeastLetters ? Misspelt(words[place], random) : words[place];
        }

        return string.Join(' ', words);
    }

    /// <summary>Queries of words that stand in a vocabulary whole, one to four each, and some part numbers.</summary>
    /// <param name="pieces">The vocabulary's pieces.</param>
    /// <param name="count">How many.</param>
    public IEnumerable<string> OfWords(IEnumerable<string> pieces, int count)
    {
        var words = pieces.Where(piece => piece.Length >= LeastLetters && piece.All(char.IsAsciiLetterLower)).ToArray();
        for (var i = 0; i < count && words.Length > 0; i++)
        {
            var random = Draw(3, i);
            var chosen = Enumerable.Range(0, random.Next(1, 5)).Select(_ => words[random.Next(words.Length)]).ToList();
            if (random.Next(CodeShare) == 0)
            {
                chosen = random.Next(2) == 0 ? [Code(random)] : [chosen[0], Code(random)];
            }
            else if (random.Next(CodeShare) == 0)
            {
                chosen.Insert(random.Next(chosen.Count + 1), Measure(random));
            }

            yield return string.Join(' ', chosen);
        }
    }

    private static string[] Words(string text) =>
        [.. text.Split([' ', '\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('.', ',', ';', ':', '(', ')', '"', '?', '!'))
            .Where(word => word.Length > 0)];

    private static string Keywords(string[] words, Random random)
    {
        var content = words.Where(word => word.Length >= LeastLetters && !Stopwords.Contains(word)).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var places = Enumerable.Range(0, content.Length).ToArray();
        random.Shuffle(places);
        var kept = places.Take(random.Next(1, 5)).ToArray();
        return string.Join(' ', (random.Next(3) == 0 ? kept : [.. kept.Order()]).Select(place => content[place]));
    }

    private static string Phrase(string[] words, Random random, int least, int most)
    {
        var length = random.Next(least, most);
        return string.Join(' ', words.Skip(random.Next(Math.Max(1, words.Length - length + 1))).Take(length));
    }

    private static string Misspelt(string word, Random random)
    {
        var place = random.Next(1, word.Length - 1);
        return random.Next(4) switch
        {
            0 => word.Remove(place, 1),
            1 => word.Insert(place, word[place].ToString()),
            2 => word[..place] + Letters[random.Next(Letters.Length)] + word[(place + 1)..],
            _ => word[..place] + word[place + 1] + word[place] + word[(place + 2)..],
        };
    }

    private static string Code(Random random)
    {
        var letters = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters[random.Next(Letters.Length)]));
        var mark = random.Next(3) switch { 0 => "-", 1 => " ", _ => "" };
        return random.Next(4) == 0 ? $"{random.Next(10, 100_000)}{mark}{letters}" : $"{letters}{mark}{random.Next(10, 100_000)}";
    }

    private static string Measure(Random random)
    {
        string[] units = ["cm", "mm", "ml", "kg", "inch", "gb", "v", "w", "pack", "oz"];
        return $"{random.Next(1, 500)} {units[random.Next(units.Length)]}";
    }

    private Random Draw(int purpose, int number) => new(Seeds.Of(seed, purpose, number));
}
