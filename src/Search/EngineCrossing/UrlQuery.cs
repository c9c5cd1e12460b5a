using System.Text;
using TwinBert.Search.Parts;
using TwinBert.Search.Rewriting;

namespace TwinBert.Search.EngineCrossing;

/// <summary>The query that a URL says, as the engines read it.</summary>
internal static class UrlQuery
{
    // The parameters beside q, and what they are called in the query. Engines take them for unknown ones where there is no q.
    private static readonly (string Parameter, string Member)[] Settings =
    [
        ("df", "default_field"), ("analyzer", "analyzer"), ("analyze_wildcard", "analyze_wildcard"), ("lenient", "lenient"),
        ("default_operator", "default_operator"),
    ];

    /// <summary>Takes the query out of the URL.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="draft">The search that the URL is of.</param>
    /// <returns>The query for the body, one that matches everything where the URL has none.</returns>
    public static string Take(SearchUrl url, SearchDraft draft)
    {
        if (url["q"] is not { } text)
        {
            return """{"match_all":{}}""";
        }

        var query = new StringBuilder("""{"query_string":{"query":""").Append(SearchRequestRewriter.Quote(text.Value));
        draft.RemoveParameter("q");
        foreach (var (parameter, member) in Settings)
        {
            if (url[parameter] is { } setting)
            {
                draft.RemoveParameter(parameter);
                query.Append(",\"").Append(member).Append("\":").Append(SearchRequestRewriter.Quote(Spelled(parameter, setting.Value)));
            }
        }

        return query.Append("}}").ToString();
    }

    // A switch that is only named is on.
    private static string Spelled(string parameter, string value) => value.Length == 0 && parameter is "analyze_wildcard" or "lenient" ? "true" : value;
}
