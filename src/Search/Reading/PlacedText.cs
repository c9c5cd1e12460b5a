using TwinBert.Search.Parts;
using TwinBert.Search.QueryTexts;

namespace TwinBert.Search.Reading;

/// <summary>Reads the text to rerank by where an operator says that it stands.</summary>
internal static class PlacedText
{
    /// <summary>The text of the first place that has any. A query that <c>q=</c> overrides is not looked into.</summary>
    public static string? Find(SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, IReadOnlyList<QueryTextPlace> places)
    {
        foreach (var place in places)
        {
            if (members[place.Member] is not { } span || (place.Member == "query" && url["q"] is not null))
            {
                continue;
            }

            var text = QueryTextExtractor.Join(
                place.Strings(QueryTextExtractor.Parse(span.In(body))).Select(found => found.Trim()).Where(found => found.Length > 0).Distinct());
            if (text.Length > 0)
            {
                return text;
            }
        }

        return null;
    }
}
