using System.Globalization;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Sources;

namespace TwinBert.Search.Reading;

/// <summary>
/// Reads a search as the engine would: what the URL says wins over the body. A search that is not understood in every part that matters for
/// reranking is left to the engine, with the reason. Thread-safe.
/// </summary>
public static class SearchRequestReader
{
    /// <summary>What an engine gives when the client does not say how many.</summary>
    private const int DefaultSize = 10;

    /// <summary>What an engine gives at most, unless an index says otherwise.</summary>
    private const int MaxResultWindow = 10_000;

    /// <summary>Reads a search.</summary>
    /// <param name="queryString">The raw query string of the URL, with or without its question mark.</param>
    /// <param name="body">The body, decompressed; empty for none.</param>
    /// <param name="options">The rerank window, the embedding field, and the client's own query text.</param>
    /// <returns>A request that can be reranked, or a reason. Never throws for anything that a client sends.</returns>
    public static SearchReading Read(string queryString, ReadOnlyMemory<byte> body, SearchReadOptions options)
    {
        try
        {
            return ReadUrl(queryString, body, options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text with broken UTF-8 or half a surrogate pair, or a wrapped query that is no JSON.
            return SearchReading.Skip(RerankReason.UnreadableBody);
        }
    }

    private static SearchReading ReadUrl(string queryString, ReadOnlyMemory<byte> body, SearchReadOptions options)
    {
        if (!SearchUrl.TryRead(queryString, out var url))
        {
            return SearchReading.Skip(RerankReason.UnreadableUrl);
        }

        if (SearchParameters.FindReason(url) is { } parameterReason)
        {
            return SearchReading.Skip(parameterReason);
        }

        if (!SearchBody.TryRead(body.Span, out var members))
        {
            return SearchReading.Skip(RerankReason.UnreadableBody);
        }

        var reason = ReasonOfMembers(members, body.Span, options) ?? ReasonInBody(url, members, body.Span);
        return reason is { } known ? SearchReading.Skip(known) : ReadPage(url, members, body, options);
    }

    private static RerankReason? ReasonOfMembers(SearchBody members, ReadOnlySpan<byte> body, SearchReadOptions options)
    {
        foreach (var key in members.Keys)
        {
            // A list of nothing asks for nothing: clients that gather a search from parts write it.
            if (!(SearchBodyKeys.MayBeEmpty(key) && JsonContainer.IsEmptyArray(members[key]!.Value.In(body))) && ReasonOfKey(key, options) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    // Whoever says that the query's text stands in a section of a plugin knows what that plugin does.
    private static RerankReason? ReasonOfKey(string key, SearchReadOptions options) =>
        key == "ext" && options.QueryTextPlaces.Any(place => place.Member == key) ? null : SearchBodyKeys.ReasonOf(key);

    private static RerankReason? ReasonInBody(SearchUrl url, SearchBody members, ReadOnlySpan<byte> body)
    {
        if (members["sort"] is { } sort && (url["sort"] is not null || !SortByScore.IsOnly(sort.In(body))))
        {
            return RerankReason.Sort;
        }

        if (members["suggest"] is { } suggest && JsonName.MayContain(suggest.In(body), "completion"u8))
        {
            return RerankReason.Completion;
        }

        return members["profile"] is { } profile && !profile.In(body).SequenceEqual("false"u8) ? RerankReason.Profile : null;
    }

    private static SearchReading ReadPage(SearchUrl url, SearchBody members, ReadOnlyMemory<byte> body, SearchReadOptions options)
    {
        if (!TryReadNumber("size", DefaultSize, url, members, body.Span, out var size) || !TryReadNumber("from", 0, url, members, body.Span, out var from))
        {
            return SearchReading.Skip(RerankReason.UnreadableBody);
        }

        var fields = RequestedFields.Read(url, members, body.Span, options.Field);
        var filterReason = ReasonOfFilter(url, members, body.Span, options, fields, out var filter);
        var reason = size == 0 ? RerankReason.SizeZero
            : from >= options.Window ? RerankReason.BeyondWindow
            : from + size > MaxResultWindow ? RerankReason.ResultWindow
            : fields.SkipReason ?? filterReason;
        if (reason is { } known)
        {
            return SearchReading.Skip(known);
        }

        var text = QueryTextExtractor.Extract(url["q"]?.Value, members["query"] is { } query ? query.In(body.Span) : default);
        if (text.SkipReason is { } noText)
        {
            return SearchReading.Skip(noText);
        }

        var queryText = options.QueryText is { Length: > 0 } given ? given : TextInPlaces(url, members, body.Span, options) ?? text.Text;
        return queryText.Length == 0 ? SearchReading.SkipWithoutText(text.Kind)
            : text.ScoresByOther ? SearchReading.Skip(RerankReason.ScoreWithoutText)
            : SearchReading.Eligible(new(url, body, members)
            {
                QueryText = queryText,
                From = from,
                Size = size,
                Window = options.Window,
                Timeout = EngineTime.Read(url["timeout"]?.Value ?? TextOf(members["timeout"], body.Span)),
                Field = options.Field,
                AsksForVector = fields.Vector,
                AsksForModel = fields.Model,
                HidesFields = fields.Hidden,
                Filter = filter,
            });
    }

    private static RerankReason? ReasonOfFilter(
        SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, SearchReadOptions options, RequestedFields fields, out AnswerFilter? filter)
    {
        if (!AnswerFilter.TryRead(url["filter_path"]?.Value, out filter))
        {
            return RerankReason.FilterPath;
        }

        if (filter.IsEmpty)
        {
            filter = null;
            return null;
        }

        // What the client asked for and then filtered out would have to be told from what is ours.
        return filter.KeepsHits(SourceChoices.Of(url, members, body), options.Field)
            && (!fields.Vector || filter.KeepsField(options.Field.VectorPath))
            && (!fields.Model || filter.KeepsField(options.Field.ModelPath))
            ? null
            : RerankReason.FilterPath;
    }

    /// <summary>The text of the first place that has any. A query that <c>q=</c> overrides is not looked into.</summary>
    private static string? TextInPlaces(SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, SearchReadOptions options)
    {
        foreach (var place in options.QueryTextPlaces)
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

    private static string? TextOf(JsonSpan? member, ReadOnlySpan<byte> body)
    {
        if (member is not { } span)
        {
            return null;
        }

        var reader = new Utf8JsonReader(span.In(body));
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    private static bool TryReadNumber(string name, int fallback, SearchUrl url, SearchBody members, ReadOnlySpan<byte> body, out int number)
    {
        // A body that the engine refuses is refused whatever the URL says, so both must be readable.
        number = fallback;
        if (members[name] is { } span && !JsonInteger.TryRead(span.In(body), out number))
        {
            return false;
        }

        return url[name] is not { } parameter
            || (parameter.Value.Length <= 9 && int.TryParse(parameter.Value, NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }
}
