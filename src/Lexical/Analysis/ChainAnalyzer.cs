using Lucene.Net.Analysis;

namespace TwinBert.Lexical.Analysis;

/// <summary>A tokenizer followed by filters.</summary>
internal sealed class ChainAnalyzer(Func<TextReader, Tokenizer> tokenizer, Func<TokenStream, TokenStream> filters) : Analyzer
{
    // Values of one field are this many positions apart, so that no phrase matches across them.
    private const int PositionIncrementGap = 100;

    public override int GetPositionIncrementGap(string fieldName) => PositionIncrementGap;

    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
    {
        var source = tokenizer(reader);
        return new TokenStreamComponents(source, filters(source));
    }
}
