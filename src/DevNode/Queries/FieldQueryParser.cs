using Lucene.Net.Index;
using Lucene.Net.QueryParsers.Classic;
using Lucene.Net.Search;
using Lucene.Net.Util;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary>Lucene's query syntax over mapped fields: each field turns the text into terms by its own type. Used for one query.</summary>
internal sealed class FieldQueryParser : QueryParser
{
    private const string DefaultField = "";
    private readonly QueryContext _context;
    private readonly IReadOnlyList<KeyValuePair<string, float>> _defaults;
    private readonly TextMatch _options;

    public FieldQueryParser(QueryContext context, IReadOnlyList<KeyValuePair<string, float>> defaults, TextMatch options)
        : base(LuceneVersion.LUCENE_48, DefaultField, context.Analyzers.Find("standard")!)
    {
        _context = context;
        _defaults = defaults;
        // Over all fields a text that is no value of a field's type is simply not in it.
        _options = defaults.Count == 0 ? options with { IsLenient = true } : options;
        DefaultOperator = options.RequiresAll ? Operator.AND : Operator.OR;
        LowercaseExpandedTerms = false;
        AllowLeadingWildcard = true;
    }

    /// <summary>Parses, or refuses as the engines do.</summary>
    public Query ParseText(string text)
    {
        try
        {
            return Parse(text) ?? MatchNone.Query;
        }
        catch (ParseException e)
        {
            throw new EngineException(400, "query_shard_exception", $"Failed to parse query [{text}]")
            {
                Cause = new EngineException(400, "parse_exception", e.Message),
            };
        }
    }

    protected override Query GetFieldQuery(string field, string queryText, bool quoted) => OnFields(field, Match(queryText) with { IsPhrase = quoted });

    protected override Query GetFieldQuery(string field, string queryText, int slop) => OnFields(field, Match(queryText) with { IsPhrase = true, Slop = slop });

    protected override Query GetPrefixQuery(string field, string termStr) => Each(field, path =>
        _context.Mapping.Find(path) is { IsIndexed: true } mapped and (TextField or KeywordField)
            ? mapped.PrefixQuery(mapped is TextField ? termStr.ToLowerInvariant() : termStr, ignoreCase: false)
            : MatchNone.Query);

    protected override Query GetRangeQuery(string field, string part1, string part2, bool startInclusive, bool endInclusive) => Each(field, path =>
    {
        if (_context.Mapping.Find(path) is not { } mapped)
        {
            return MatchNone.Query;
        }

        return new ConstantScoreQuery(mapped.RangeQuery(new RangeBounds(Open(part1), startInclusive, Open(part2), endInclusive, null, _context.Now)));
    });

    protected override Query GetWildcardQuery(string field, string termStr)
    {
        if (termStr == "*")
        {
            return field is DefaultField or "*" ? new MatchAllDocsQuery() : new ExistsClause(field).Compile(_context);
        }

        return Each(field, path => new WildcardQuery(new Term(path, _context.Mapping.Find(path) is TextField ? termStr.ToLowerInvariant() : termStr))
        { MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE });
    }

    protected override Query GetFuzzyQuery(string field, string termStr, float minSimilarity) =>
        throw EngineErrors.Unsupported("fuzzy terms in a query string");

    protected override Query GetRegexpQuery(string field, string termStr) =>
        throw EngineErrors.Unsupported("regular expressions in a query string");

    private static string? Open(string? bound) => bound is null or "*" ? null : bound;

    private TextMatch Match(string text) => _options with { Text = text, RequiresAll = false };

    private Query OnFields(string field, TextMatch match) =>
        field == "_exists_" ? new ExistsClause(match.Text).Compile(_context)
        : field.Length == 0 ? new MultiMatchClause(_defaults, match, tieBreaker: 0).Compile(_context)
        : new MultiMatchClause([new(field.Replace("\\", "", StringComparison.Ordinal), 1f)], match, tieBreaker: 0).Compile(_context);

    private Query Each(string field, Func<string, Query> build)
    {
        var fields = FieldBoosts.Resolve(field.Length == 0 ? _defaults : [new(field, 1f)], _context.Mapping);
        var queries = fields.Select(f => Boosted(build(f.Key), f.Value)).ToList();
        return queries.Count switch
        {
            0 => MatchNone.Query,
            1 => queries[0],
            _ => new DisjunctionMaxQuery(queries, 0),
        };
    }

    private static Query Boosted(Query query, float boost)
    {
        query.Boost *= boost;
        return query;
    }
}
