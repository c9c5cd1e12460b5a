using System.IO.Enumeration;
using System.Text.Json;
using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary><c>exists</c>, on a field or on an object.</summary>
internal sealed class ExistsClause(string field) : QueryClause
{
    public static QueryClause Read(JsonElement json)
    {
        string? field = null;
        var boost = new ClauseReader("exists") { ["field"] = value => field = JsonInput.Text(value) }.Read(json);
        return new ExistsClause(field ?? throw EngineErrors.Parsing("[exists] must be provided with a [field]")) { Boost = boost };
    }

    protected override Query Build(QueryContext context)
    {
        if (field is "_id" or "_index")
        {
            return new MatchAllDocsQuery();
        }

        var paths = context.Mapping.Fields.Keys
            .Where(
                path => path == field
                    || path.StartsWith(field + ".", StringComparison.Ordinal)
                    || FileSystemName.MatchesSimpleExpression(field, path, ignoreCase: false))
            .ToList();
        if (paths.Count == 0)
        {
            return MatchNone.Query;
        }

        var query = new BooleanQuery();
        foreach (var path in paths)
        {
            query.Add(new TermQuery(new Term(InternalFields.Names, path)), Occur.SHOULD);
        }

        return new ConstantScoreQuery(query);
    }
}
