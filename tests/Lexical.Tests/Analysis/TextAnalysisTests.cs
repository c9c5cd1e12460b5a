using TwinBert.Lexical.Analysis;
using Xunit;

namespace TwinBert.Lexical.Tests.Analysis;

public sealed class TextAnalysisTests
{
    private readonly BuiltInAnalyzers _analyzers = new();

    [Fact]
    public void Tokens_TermLongerThanTheEnginesLimit_CutIntoSuccessivePositions()
    {
        var tokens = TextAnalysis.Tokens(_analyzers.Find("standard")!, new string('x', 300) + " y");
        Assert.Equal([(255, 0), (45, 1), (1, 2)], tokens.Select(t => (t.Term.Length, t.Position)));
        Assert.Equal([(0, 255), (255, 300), (301, 302)], tokens.Select(t => (t.Start, t.End)));
    }

    [Fact]
    public void Tokens_StandardAnalyzer_KeepsStopWords() =>
        Assert.Equal(["the", "kettle", "and", "the", "lamp"], TextAnalysis.Tokens(_analyzers.Find("standard")!, "The kettle and the Lamp").Select(t => t.Term));

    [Fact]
    public void Tokens_EnglishAnalyzer_LeavesGapsWhereStopWordsStood() =>
        Assert.Equal(
            [("kettl", 1), ("lamp", 4)],
            TextAnalysis.Tokens(_analyzers.Find("english")!, "The kettle's and the lamps").Select(t => (t.Term, t.Position)));

    [Theory]
    [InlineData("standard")]
    [InlineData("english")]
    [InlineData("simple")]
    [InlineData("whitespace")]
    public void Tokens_EmptyText_None(string analyzer) => Assert.Empty(TextAnalysis.Tokens(_analyzers.Find(analyzer)!, ""));

    [Fact]
    public void Tokens_SameAnalyzerAgain_NothingLeftOver()
    {
        var analyzer = _analyzers.Find("standard")!;
        Assert.Equal(["a", "\U0001F600"], TextAnalysis.Tokens(analyzer, "a \U0001F600").Select(t => t.Term));
        Assert.Equal(["b"], TextAnalysis.Tokens(analyzer, "b").Select(t => t.Term));
    }

    [Fact]
    public void Find_UnknownName_Null() => Assert.Null(_analyzers.Find("klingon"));
}
