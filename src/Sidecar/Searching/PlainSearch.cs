using System.Collections.Frozen;
using System.Text.Json;

namespace TwinBert.Sidecar.Searching;

/// <summary>Searches that have a query and say which page they want, and nothing that makes more work of each hit or may fail on one.</summary>
internal static class PlainSearch
{
    private static readonly FrozenSet<string> Plain = FrozenSet.Create(
        StringComparer.Ordinal,
        "query", "size", "from", "_source", "sort", "track_total_hits", "track_scores", "timeout", "min_score", "version", "seq_no_primary_term");

    private static readonly string[] PlainParameters =
    [
        "q", "df", "default_operator", "analyzer", "lenient", "size", "from", "_source", "_source_includes", "_source_excludes", "sort", "track_total_hits",
        "timeout",
        "preference", "routing", "request_cache", "search_type", "ignore_unavailable", "allow_no_indices", "expand_wildcards",
        "pretty", "human", "filter_path", "error_trace", "typed_keys", "rest_total_hits_as_int",
    ];

    /// <summary>Whether a search is one. What cannot be read is none.</summary>
    /// <param name="queryString">Its query string, without a question mark.</param>
    /// <param name="body">Its body; empty for none.</param>
    public static bool Is(string queryString, ReadOnlySpan<byte> body)
    {
        try
        {
            return HasPlainParameters(queryString) && (body.IsEmpty || HasPlainMembers(body));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a name that is no text, as half a surrogate is.
            return false;
        }
    }

    private static bool HasPlainParameters(string query) =>
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).All(parameter =>
            PlainParameters.Contains(Uri.UnescapeDataString(parameter.Split('=')[0]), StringComparer.Ordinal));

    private static bool HasPlainMembers(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new() { CommentHandling = JsonCommentHandling.Skip });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && !IsPlain(reader.GetString()!, reader.CurrentDepth))
            {
                return false;
            }
        }

        return true;
    }

    // Scripts and inner hits may stand anywhere in a query.
    private static bool IsPlain(string name, int depth) =>
        depth == 1 ? Plain.Contains(name) : !name.Contains("script", StringComparison.Ordinal) && name != "inner_hits";
}
