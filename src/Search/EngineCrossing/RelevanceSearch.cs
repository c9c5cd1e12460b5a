using System.Buffers;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;

namespace TwinBert.Search.EngineCrossing;

/// <summary>
/// What a search looks for, without what it wants to be told: its query, what narrows it, and where it is run, but no sort, group, page or aggregation. Its
/// hits are the engine's, by the engine's own scores.
/// </summary>
public static class RelevanceSearch
{
    private static readonly string[] Members = ["post_filter", "indices_boost", "runtime_mappings", "ext"];

    private static readonly string[] Parameters =
        ["routing", "preference", "search_type", "ignore_unavailable", "allow_no_indices", "expand_wildcards", "ignore_throttled"];

    /// <summary>Writes it.</summary>
    /// <param name="search">The client's search.</param>
    /// <param name="hits">How many of the best hits, from 1.</param>
    /// <returns>The query string, without a question mark, and the body.</returns>
    public static (string QueryString, byte[] Body) Write(SearchShape search, int hits)
    {
        ArgumentNullException.ThrowIfNull(search);
        var draft = new SearchDraft(search.Url, search.Members, search.Body);
        var output = new ArrayBufferWriter<byte>(search.Body.Length + 256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WritePropertyName("query"u8);
            if (search.Url["q"] is null && search.Scope.Query is { } query)
            {
                Copy(query, search, json);
            }
            else
            {
                json.WriteRawValue(UrlQuery.Take(search.Url, draft), skipInputValidation: true);
            }

            if (search.Scope.MinScore is { } least)
            {
                json.WritePropertyName("min_score"u8);
                Copy(least, search, json);
            }

            foreach (var name in Members)
            {
                if (search.Members[name] is { } member)
                {
                    json.WritePropertyName(name);
                    Copy(member, search, json);
                }
            }

            json.WriteNumber("size"u8, hits);
            json.WriteBoolean("track_total_hits"u8, false);
            json.WriteBoolean("_source"u8, false);
            json.WriteEndObject();
        }

        return (QueryString(search.Url), output.WrittenSpan.ToArray());
    }

    // As the client wrote it: engines take comments, too.
    private static void Copy(JsonSpan value, SearchShape search, Utf8JsonWriter json) =>
        json.WriteRawValue(value.In(search.Body.Span), skipInputValidation: true);

    private static string QueryString(SearchUrl url)
    {
        var text = new StringBuilder();
        foreach (var name in Parameters)
        {
            if (url[name] is { } parameter)
            {
                text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(parameter.Value));
            }
        }

        return text.ToString();
    }
}
