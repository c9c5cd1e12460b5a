using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace TwinBert.Lexical.Analysis;

/// <summary>A token of an analysed text.</summary>
/// <param name="Term">What is looked up in an index.</param>
/// <param name="Position">Its position, counted from 0.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends in the text, exclusive.</param>
/// <param name="Type">The tokenizer's name for its kind, such as <c>&lt;ALPHANUM&gt;</c>.</param>
public readonly record struct AnalyzedToken(string Term, int Position, int Start, int End, string Type);

/// <summary>Runs an analyzer over a query's text.</summary>
public static class TextAnalysis
{
    /// <summary>The tokens, in the text's order.</summary>
    /// <param name="analyzer">The analyzer.</param>
    /// <param name="text">The text; empty for no tokens.</param>
    public static IReadOnlyList<AnalyzedToken> Tokens(Analyzer analyzer, string text)
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
