using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace TwinBert.DevNode.Analysis;

/// <summary>A token of an analysed text: its term, its position counted from 0, and where it stood.</summary>
internal readonly record struct AnalyzedToken(string Term, int Position, int Start, int End, string Type);

/// <summary>Runs an analyzer over a query's text.</summary>
internal static class TextAnalysis
{
    public static List<AnalyzedToken> Tokens(Analyzer analyzer, string text)
    {
        var tokens = new List<AnalyzedToken>();
        using var stream = analyzer.GetTokenStream("query", text);
        var term = stream.AddAttribute<ICharTermAttribute>();
        var increment = stream.AddAttribute<IPositionIncrementAttribute>();
        var offset = stream.AddAttribute<IOffsetAttribute>();
        var type = stream.AddAttribute<ITypeAttribute>();
        stream.Reset();
        var position = -1;
        while (stream.IncrementToken())
        {
            position += increment.PositionIncrement;
            tokens.Add(new(term.ToString()!, position, offset.StartOffset, offset.EndOffset, type.Type));
        }

        stream.End();
        return tokens;
    }
}
