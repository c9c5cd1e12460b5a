using Lucene.Net.Index;
using Lucene.Net.Search;

namespace TwinBert.DevNode.Mappings;

/// <summary>Prefix queries on terms, with the constant score that the engines give.</summary>
internal static class TermPrefix
{
    public static Query Query(string path, string prefix, bool ignoreCase)
    {
        if (!ignoreCase)
        {
            return new PrefixQuery(new Term(path, prefix)) { MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE };
        }

        var pattern = string.Concat(prefix.Select(c => char.IsLetter(c)
            ? $"[{char.ToLowerInvariant(c)}{char.ToUpperInvariant(c)}]"
            : Escape(c)));
        return new RegexpQuery(new Term(path, pattern + ".*")) { MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE };
    }

    private static string Escape(char c) => char.IsDigit(c) ? c.ToString() : "\\" + c;
}
