using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using TwinBert.Search.Dialects;
using TwinBert.Search.Json;

namespace TwinBert.Search.Requests;

/// <summary>
/// Makes of the client's search one that brings the whole rerank window with its vectors. Numbers change where they stand; what is new goes to
/// the end of the body, so that the places which the engine names in its error messages stay true. Everything else stays byte for byte. Thread-safe.
/// </summary>
public static class SearchRequestRewriter
{
    private static readonly byte[] WholeSource = """{"exclude_vectors":false}"""u8.ToArray();
    private static readonly byte[] True = "true"u8.ToArray();

    /// <summary>Widens a search to its rerank window.</summary>
    /// <param name="request">The client's search.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static WidenedSearch Widen(SearchRequest request, SearchDialect dialect)
    {
        var size = Math.Max(request.Window, request.From + request.Size);
        var draft = new SearchDraft(request);
        draft.SetNumber("size", size);
        if (request.From > 0)
        {
            draft.SetNumber("from", 0);
        }

        var docValues = new List<string>();
        var asksScript = !dialect.ReadsVectorsAsDocValues;
        if (!asksScript && !request.AsksForVector)
        {
            docValues.Add(request.Field.VectorPath);
        }

        if (!request.AsksForModel)
        {
            docValues.Add(request.Field.ModelPath);
        }

        // Before the additions: what decides about _source is what the client asked for.
        TakeWholeSource(request, dialect, draft);
        draft.Append("docvalue_fields", '[', string.Join(',', docValues.Select(Quote)));
        if (asksScript)
        {
            draft.Append("script_fields", '{', Quote(request.Field.VectorPath) + ":" + Encoding.UTF8.GetString(dialect.VectorScript(request.Field).Span));
        }

        return new()
        {
            QueryString = draft.QueryString(),
            Body = draft.Body(),
            Size = size,
            Dialect = dialect,
            Field = request.Field,
            AddedVector = asksScript || !request.AsksForVector,
            AddedModel = !request.AsksForModel,
        };
    }

    private static void TakeWholeSource(SearchRequest request, SearchDialect dialect, SearchDraft draft)
    {
        var members = request.Members;
        var url = request.Url;
        var hidden = members["script_fields"] is not null || members["stored_fields"] is not null || url["stored_fields"] is not null;
        if (url["_source"] is not null || url["_source_includes"] is not null || url["_source_excludes"] is not null || url["_source_exclude_vectors"] is not null)
        {
            // The URL wins over the body, whatever that says.
            if (dialect.LeavesVectorsOut && url["_source"] is { Value: "true" or "" } && url["_source_includes"] is null && url["_source_excludes"] is null && url["_source_exclude_vectors"] is null)
            {
                draft.AddParameter("_source_exclude_vectors=false");
            }
        }
        else if (members["_source"] is { } source)
        {
            if (dialect.LeavesVectorsOut && source.In(request.Body.Span).SequenceEqual(True))
            {
                draft.Replace(source, WholeSource);
            }
        }
        else if (!hidden && (dialect.LeavesVectorsOut || dialect.AskingHidesSource))
        {
            draft.AddMember("_source", dialect.LeavesVectorsOut ? WholeSource : True);
        }
    }

    internal static string Quote(string text) => "\"" + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + "\"";

    internal static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
