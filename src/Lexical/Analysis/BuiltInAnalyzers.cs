using System.Collections.Frozen;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Util;

namespace TwinBert.Lexical.Analysis;

/// <summary>The engines' built-in analyzers, by name. One instance serves all indices; analyzers are thread-safe.</summary>
public sealed class BuiltInAnalyzers
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;

    private readonly FrozenDictionary<string, Analyzer> _byName = new Dictionary<string, Analyzer>
    {
        ["standard"] = new ChainAnalyzer(r => new EngineTokenizer(r), s => new LowerCaseFilter(Version, new LongTokenFilter(s))),
        ["english"] = new ChainAnalyzer(r => new EngineTokenizer(r), English),
        ["simple"] = new ChainAnalyzer(r => new LowerCaseTokenizer(Version, r), s => s),
        ["whitespace"] = new ChainAnalyzer(r => new WhitespaceTokenizer(Version, r), s => s),
        ["keyword"] = new ChainAnalyzer(r => new KeywordTokenizer(r), s => s),
        ["stop"] = new ChainAnalyzer(r => new LowerCaseTokenizer(Version, r), s => new StopFilter(Version, s, StopAnalyzer.ENGLISH_STOP_WORDS_SET)),
    }.ToFrozenDictionary();

    /// <summary>The names, for messages.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The analyzer of this name, or null.</summary>
    /// <param name="name">What engines call it.</param>
    public Analyzer? Find(string name) => _byName.GetValueOrDefault(name);

    private static PorterStemFilter English(TokenStream tokens)
    {
        tokens = new EnglishPossessiveFilter(Version, new LongTokenFilter(tokens));
        tokens = new LowerCaseFilter(Version, tokens);
        tokens = new StopFilter(Version, tokens, StopAnalyzer.ENGLISH_STOP_WORDS_SET);
        return new PorterStemFilter(tokens);
    }
}
