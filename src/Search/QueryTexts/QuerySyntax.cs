namespace TwinBert.Search.QueryTexts;

/// <summary>The query languages that people type.</summary>
internal enum QuerySyntax
{
    /// <summary>Of <c>query_string</c> and <c>q=</c>: fields, ranges, regular expressions, AND, OR and NOT.</summary>
    Lucene,

    /// <summary>Of <c>simple_query_string</c>: plus, minus, bar, quotes, parentheses.</summary>
    Simple,
}
