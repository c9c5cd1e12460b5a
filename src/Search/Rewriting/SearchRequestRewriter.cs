using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using TwinBert.Search.Dialects;
using TwinBert.Search.Parts;
using TwinBert.Search.Reading;
using TwinBert.Search.Sources;

namespace TwinBert.Search.Rewriting;

/// <summary>
/// Makes of the client's search one that brings the whole rerank window with its vectors. Numbers change where they stand; what is new goes to
/// the end of the body, so that the places which the engine names in its error messages stay true. Everything else stays byte for byte. Thread-safe.
/// </summary>
public static class SearchRequestRewriter
{
    /// <summary>Widens a search to its rerank window.</summary>
    /// <param name="request">The client's search.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static WidenedSearch Widen(SearchRequest request, SearchDialect dialect)
    {
        var size = Math.Max(request.Window, request.From + request.Size);
        var draft = new SearchDraft(request.Url, request.Members, request.Body);
        draft.SetNumber("size", size);
        if (request.From > 0)
        {
            draft.SetNumber("from", 0);
        }

        var docValues = new List<string>();
        if (!request.AsksForVector)
        {
            docValues.Add(request.Field.VectorPath);
        }

        if (!request.AsksForModel)
        {
            docValues.Add(request.Field.ModelPath);
        }

        draft.AppendToParameter("filter_path", request.Filter?.Missing(request.Field) ?? []);
        // Before the additions: what decides about _source is what the client asked for.
        draft.TakeWholeSource(dialect);
        draft.Append("docvalue_fields", '[', Encoding.UTF8.GetBytes(string.Join(',', docValues.Select(Quote))));
        return new()
        {
            QueryString = draft.QueryString(),
            Body = draft.Body(),
            Size = size,
            Dialect = dialect,
            Field = request.Field,
            Hidden = request.Hidden,
            AddedVector = !request.AsksForVector,
            AddedModel = !request.AsksForModel,
            HidesFields = request.HidesFields,
            IsFiltered = request.Filter is not null,
            AddedScore = request.Filter is { KeepsScore: false },
            From = request.From,
        };
    }

    /// <summary>
    /// Makes a search that is not widened bring its sources as they were written, where the engine would re-serialise them because they hold
    /// vectors. A search that wants no source, a part of it, or that cannot be read, stays as it is.
    /// </summary>
    /// <param name="queryString">The raw query string, with or without its question mark.</param>
    /// <param name="body">The body, which stays as it is.</param>
    /// <param name="dialect">The engine's dialect.</param>
    /// <returns>The query string to send: the same text where nothing is to be changed.</returns>
    public static string KeepWholeSource(string queryString, ReadOnlySpan<byte> body, SearchDialect dialect)
    {
        return dialect.LeavesVectorsOut && WantsWholeSource(queryString, body) ? UrlText.With(queryString, SourceChoices.KeepVectors) : queryString;
    }

    private static bool WantsWholeSource(string queryString, ReadOnlySpan<byte> body)
    {
        if (SearchUrl.TryRead(queryString, out var url))
        {
            var search = url["source"] is { } source ? Encoding.UTF8.GetBytes(source.Value) : body;
            return SearchBody.TryRead(search, out var members) && SourceChoices.Of(url, members, search) != SourceChoice.Chosen;
        }

        // A URL that engines read and this does not, such as one that says something twice.
        return !queryString.Contains("source", StringComparison.Ordinal)
            && !queryString.Contains("stored_fields", StringComparison.Ordinal)
            && SearchBody.TryRead(body, out var own)
            && SourceChoices.Of(SearchUrl.Empty, own, body) != SourceChoice.Chosen;
    }

    internal static string Quote(string text) => "\"" + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + "\"";

    internal static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
