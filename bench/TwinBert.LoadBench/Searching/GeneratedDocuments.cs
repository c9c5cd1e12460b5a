using System.Globalization;
using System.Runtime.InteropServices;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.LoadBench.Searching;

/// <summary>
/// Documents and queries from fixed seeds: each is made from its number alone, so that two runs search the same for the same. Words are those of the model's
/// vocabulary, which stand there by their frequency in English, drawn by Zipf's law; a query is some words of a title. Vectors are random: what is measured
/// does not depend on their values, and a million texts need not be encoded. Thread-safe.
/// </summary>
internal sealed class GeneratedDocuments
{
    private const double Exponent = 1.05;
    private const double Shift = 2.7;

    // Words that a title or a query seldom has: the, of, and.
    private const int Common = 60;
    private const int MostTries = 20;
    private readonly string[] _words;
    private readonly double[] _cumulated;
    private readonly int _dimensions;

    public GeneratedDocuments(string vocabularyFile, int dimensions)
    {
        _dimensions = dimensions;
        _words = [.. File.ReadLines(vocabularyFile).Where(word => word.Length > 1 && word.All(char.IsAsciiLetterLower))];
        _cumulated = new double[_words.Length];
        var sum = 0.0;
        for (var rank = 0; rank < _words.Length; rank++)
        {
            _cumulated[rank] = sum += Math.Pow(rank + Shift, -Exponent);
        }
    }

    /// <summary>The document of a number, as the members of a JSON object.</summary>
    public string Document(int number, EngineFamily family, string model)
    {
        var random = new Random(number);
        var title = Title(random);
        var text = string.Join(' ', Enumerable.Range(0, random.Next(20, 60)).Select(_ => Word(random, 0)));
        var embedding = $$$"""{"embedding":{{{Vector(random, family)}}},"model":"{{{model}}}"}""";
        return $$$"""{"title":"{{{title}}}","text":"{{{text}}}","{{{EmbeddingField.DefaultName}}}":{{{embedding}}}}""";
    }

    /// <summary>The query of a number: two to four words of the title of some document.</summary>
    public string Query(int number, int documents)
    {
        var random = new Random(~number);
        var title = Title(new Random(random.Next(documents))).Split(' ');
        random.Shuffle(title);
        return string.Join(' ', title.Take(random.Next(2, 5)));
    }

    private string Title(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(3, 9)).Select(_ => Word(random, Common)));

    private string Word(Random random, int above)
    {
        for (var tries = 0; ; tries++)
        {
            var rank = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
            rank = rank < 0 ? ~rank : rank;
            if (rank >= above || tries == MostTries)
            {
                return _words[rank];
            }
        }
    }

    private string Vector(Random random, EngineFamily family)
    {
        var values = new double[_dimensions];
        for (var i = 0; i < values.Length; i++)
        {
            // Normal, by Box and Muller: every direction is as likely.
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        var scale = sbyte.MaxValue / Math.Sqrt(values.Sum(value => value * value));
        var bytes = Array.ConvertAll(values, value => (sbyte)Math.Round(value * scale));
        return family == EngineFamily.OpenSearch
            ? $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes<sbyte>(bytes))}\""
            : $"[{string.Join(',', bytes.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";
    }
}
