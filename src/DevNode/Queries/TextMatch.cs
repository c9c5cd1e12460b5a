using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Mappings;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Queries;

/// <summary>How a text is matched against one field. Immutable.</summary>
internal sealed record TextMatch(string Text)
{
    /// <summary>Whether every term must match, rather than one.</summary>
    public bool RequiresAll { get; init; }

    public string? MinimumShouldMatch { get; init; }

    /// <summary>Whether the terms must follow each other.</summary>
    public bool IsPhrase { get; init; }

    /// <summary>How far a phrase's terms may be moved.</summary>
    public int Slop { get; init; }

    /// <summary>The analyzer instead of the field's own.</summary>
    public string? Analyzer { get; init; }

    /// <summary>Whether a text without terms matches everything.</summary>
    public bool MatchesAllIfEmpty { get; init; }

    /// <summary>Whether a text that is not a value of the field's type matches nothing rather than being refused.</summary>
    public bool IsLenient { get; init; }

    /// <summary>Lucene's query for a field; matches nothing where the mapping does not know it.</summary>
    public Query On(QueryContext context, string path)
    {
        if (context.Mapping.Find(path) is not { } field)
        {
            return path == "_id" ? new TermQuery(new Term("_id", Text)) : MatchNone.Query;
        }

        RequireIndexed(field);
        if (field is not TextField text)
        {
            return OnExact(field);
        }

        var analyzer = Analyzer is null
            ? text.SearchAnalyzer
            : context.Analyzers.Find(Analyzer) ?? throw EngineErrors.IllegalArgument($"[match] analyzer [{Analyzer}] not found");
        var tokens = TextAnalysis.Tokens(analyzer, Text);
        return tokens switch
        {
            { Count: > 1 } when IsPhrase => Phrase(path, tokens),
            _ => Terms(path, tokens),
        };
    }

    /// <summary>Refuses a query on a field without terms, as the engines do.</summary>
    public static void RequireIndexed(MappedField field)
    {
        if (!field.IsIndexed && field is not DenseVectorField)
        {
            throw EngineErrors.IllegalArgument($"Cannot search on field [{field.Path}] since it is not indexed.");
        }
    }

    private Query OnExact(MappedField field)
    {
        try
        {
            return field.TermQuery(Text);
        }
        catch (EngineException) when (IsLenient)
        {
            return MatchNone.Query;
        }
    }

    private PhraseQuery Phrase(string path, IReadOnlyList<AnalyzedToken> tokens)
    {
        var phrase = new PhraseQuery { Slop = Slop };
        foreach (var token in tokens)
        {
            phrase.Add(new Term(path, token.Term), token.Position);
        }

        return phrase;
    }

    private Query Terms(string path, IReadOnlyList<AnalyzedToken> tokens) => Combine([.. tokens.Select(token => new TermQuery(new Term(path, token.Term)))]);

    /// <summary>Joins a text's terms as the options say.</summary>
    public Query Combine(IReadOnlyList<Query> terms)
    {
        if (terms.Count <= 1)
        {
            return terms.Count == 1 ? terms[0] : MatchesAllIfEmpty ? new MatchAllDocsQuery() : MatchNone.Query;
        }

        var query = new BooleanQuery();
        foreach (var term in terms)
        {
            query.Add(term, RequiresAll ? Occur.MUST : Occur.SHOULD);
        }

        if (!RequiresAll && MinimumShouldMatch is { } minimum)
        {
            query.MinimumNumberShouldMatch = Queries.MinimumShouldMatch.Of(minimum, terms.Count);
        }

        return query;
    }
}
