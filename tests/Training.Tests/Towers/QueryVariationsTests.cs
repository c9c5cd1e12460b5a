using TwinBert.Training.Towers;
using Xunit;

namespace TwinBert.Training.Tests.Towers;

public sealed class QueryVariationsTests
{
    private const string Text = "A waterproof jacket for hiking in the mountains, with taped seams and a warm lining.";
    private readonly QueryVariations _variations = new(7);

    [Fact]
    public void OfDocument_ManyNumbers_IsOfItsWordsOnceShortAndOnceLong()
    {
        var words = Text.ToLowerInvariant().Split([' ', ',', '.'])
            .Concat(["what", "is", "how", "to", "where", "can", "i", "find", "best", "beginners", "there", "has", "been", "written", "about", "am",
                "looking", "something", "like", "this:", "does", "one", "explain", "that", "are", "any"]).ToHashSet();
        var pairs = Enumerable.Range(0, 200).Select(number => _variations.OfDocument(Text, number).ToArray()).ToArray();
        var made = pairs.SelectMany(pair => pair).ToArray();

        Assert.True(made.Distinct().Count() > 50);
        Assert.All(made, query => Assert.All(query.ToLowerInvariant().Split(' '), word => Assert.Contains(word, words)));
        Assert.All(made, query => Assert.InRange(query.Split(' ').Length, 1, 32));
        Assert.All(pairs, pair => Assert.Equal(2, pair.Length));
        Assert.All(pairs, pair => Assert.InRange(pair[0].Split(' ').Length, 1, 8));
        Assert.All(pairs, pair => Assert.InRange(pair[1].Split(' ').Length, 9, 32));
        Assert.Single(_variations.OfDocument("A waterproof jacket.", 1));
    }

    [Fact]
    public void Misspelt_LongWord_DiffersByALetterOrTwo()
    {
        for (var number = 0; number < 100; number++)
        {
            var misspelt = _variations.Misspelt("waterproof", number);

            Assert.InRange(misspelt.Length, 8, 12);
            Assert.Equal('w', misspelt[0]);
        }

        Assert.Equal("red", _variations.Misspelt("red", 1));
    }

    [Fact]
    public void OfWords_Vocabulary_TakesWholeWordsAndMakesPartNumbers()
    {
        var made = _variations.OfWords(["[CLS]", "##ing", "ab", "sofa", "lamp", "1990"], 500).ToArray();

        Assert.Equal(500, made.Length);
        Assert.Contains("sofa", made);
        Assert.Contains(made, query => query.Any(char.IsAsciiDigit));
        Assert.DoesNotContain(made, query => query.Contains("##", StringComparison.Ordinal) || query.Contains("[CLS]", StringComparison.Ordinal));
    }

    [Fact]
    public void All_SameSeed_SameQueries()
    {
        var again = new QueryVariations(7);

        Assert.Equal(_variations.OfDocument(Text, 3), again.OfDocument(Text, 3));
        Assert.Equal(_variations.OfWords(["sofa", "lamp"], 5), again.OfWords(["sofa", "lamp"], 5));
        Assert.NotEqual(_variations.OfWords(["sofa", "lamp"], 50), new QueryVariations(8).OfWords(["sofa", "lamp"], 50));
    }
}
