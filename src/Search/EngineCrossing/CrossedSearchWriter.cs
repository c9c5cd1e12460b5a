using System.Buffers;
using System.Globalization;
using System.Text;
using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.Search.Json;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;
using TwinBert.Search.Sources;

namespace TwinBert.Search.EngineCrossing;

/// <summary>
/// Puts the crossing into a client's search, so that it is sent once and its answer goes back as it is. All other bytes of the search stay. Thread-safe.
/// </summary>
public static class CrossedSearchWriter
{
    /// <summary>
    /// Makes the engine multiply the score of every document that matches. A <c>function_score</c> goes around what is scored by text, and by nothing else, so
    /// that the client's own arithmetic works on the new score as it did on the engine's.
    /// </summary>
    /// <param name="search">A search that bears <see cref="RerankForm.Wrap"/>.</param>
    /// <param name="script">The factor.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static CrossedSearch Wrap(SearchShape search, CrossingScript script, SearchDialect dialect)
    {
        var draft = Draft(search);
        var factor = new FactorText(script.Json);
        if (search.ScoredText is not { } text)
        {
            WrapQueryInUrl(search, factor, draft);
        }
        else if (search.Scope.MinScore is { } least)
        {
            WrapAboveLeast(search, text, least, factor, draft);
        }
        else
        {
            WrapParts(text, factor, draft);
        }

        return Finish(search, draft, dialect);
    }

    /// <summary>
    /// Makes the engine multiply the scores of each shard's best hits, behind whatever the client rescores by. The scores of hits behind the window are
    /// lowered by one factor, so that none of them comes before a hit of the window, whatever its similarity; the order among them stays.
    /// </summary>
    /// <param name="search">A search that bears <see cref="RerankForm.Rescore"/>.</param>
    /// <param name="script">The factor.</param>
    /// <param name="window">How many hits of each shard are rescored, 1 to 10,000.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static CrossedSearch Rescore(SearchShape search, CrossingScript script, int window, SearchDialect dialect)
    {
        var draft = Draft(search);
        var text = RescoreText(search, script, window);
        if (search.Members["rescore"] is not { } own)
        {
            draft.AddMember("rescore", text);
        }
        else if (own.In(search.Body.Span)[0] == '{')
        {
            draft.Insert(own.Start, "["u8.ToArray());
            draft.Insert(own.End, ","u8.ToArray());
            draft.Insert(own.End, text);
            draft.Insert(own.End, "]"u8.ToArray());
        }
        else
        {
            draft.Append("rescore", '[', text);
        }

        return Finish(search, draft, dialect);
    }

    /// <summary>
    /// A search that costs next to nothing and runs the script, to learn whether an index bears it: an engine that has scripts switched off, or does not know
    /// a function of it, refuses.
    /// </summary>
    /// <param name="script">The factor.</param>
    /// <returns>The body of a search.</returns>
    public static byte[] Probe(CrossingScript script)
    {
        const string Least = """{"size":1,"terminate_after":1,"track_total_hits":false,"_source":false,"query":""";
        var output = new ArrayBufferWriter<byte>(script.Json.Length + 256);
        output.Write(Encoding.UTF8.GetBytes(Least));
        new FactorText(script.Json).WriteAlone(output);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    // Whatever else comes, the source comes as it was written, or, where nothing can be cut out of the answer, without the embedding.
    private static CrossedSearch Finish(SearchShape search, SearchDraft draft, SearchDialect dialect)
    {
        if (search.HidesFailures)
        {
            draft.AddParameter(SearchShape.PartialAnswers + "=false");
        }

        if (search.LeftOut is { Count: > 0 } fields)
        {
            var queryString = EmbeddingExclusion.InUrl(DocumentReadKind.Search, draft.QueryString(), search.Body.Span, isJson: true, fields);
            return new(queryString, draft.Body());
        }

        draft.TakeWholeSource(dialect);
        return new(draft.QueryString(), draft.Body());
    }

    private static SearchDraft Draft(SearchShape search) => new(search.Url, search.Members, search.Body);

    private static void WrapParts(ScoredText text, FactorText factor, SearchDraft draft)
    {
        foreach (var part in text.Parts)
        {
            draft.Insert(part.Span.Start, FactorText.Before(part.Occurrence));
            draft.Insert(part.Span.End, factor.After(part.Occurrence));
        }
    }

    /// <summary>The least score is one of the client's own score: it is asked of the query as the client wrote it.</summary>
    private static void WrapAboveLeast(SearchShape search, ScoredText text, JsonSpan least, FactorText factor, SearchDraft draft)
    {
        var query = search.Scope.Query!.Value;
        var threshold = Encoding.UTF8.GetString(least.In(search.Body.Span));
        if (text.IsProduct)
        {
            draft.Insert(query.Start, FactorText.Before(""));
            draft.Insert(query.Start, """{"function_score":{"query":"""u8.ToArray());
            draft.Insert(query.End, Encoding.UTF8.GetBytes($",\"min_score\":{threshold}}}}}"));
            draft.Insert(query.End, factor.After(""));
        }
        else
        {
            var own = Encoding.UTF8.GetString(query.In(search.Body.Span));
            draft.Insert(query.Start, """{"bool":{"must":["""u8.ToArray());
            WrapParts(text, factor, draft);
            draft.Insert(query.End, Encoding.UTF8.GetBytes("],\"filter\":[" + AboveLeast(own, threshold) + "]}}"));
        }

        draft.Replace(least, "0"u8.ToArray());
    }

    /// <summary>A query that stands in the URL, or none at all, has to become one of the body.</summary>
    private static void WrapQueryInUrl(SearchShape search, FactorText factor, SearchDraft draft)
    {
        var query = UrlQuery.Take(search.Url, draft);
        if (search.Scope.MinScore is { } least)
        {
            query = AboveLeast(query, Encoding.UTF8.GetString(least.In(search.Body.Span)));
            draft.Replace(least, "0"u8.ToArray());
        }

        var wrapped = factor.Around(query);
        if (search.Scope.Query is { } overridden)
        {
            draft.Replace(overridden, wrapped);
        }
        else
        {
            draft.AddMember("query", wrapped);
        }
    }

    // With the brackets of the list, where the client has none.
    private static ReadOnlyMemory<byte> RescoreText(SearchShape search, CrossingScript script, int window)
    {
        var factor = new FactorText(script.Json);
        var output = new ArrayBufferWriter<byte>(script.Json.Length + (search.AddsToScore ? 2 * search.Body.Length : 0) + 512);
        var isFirst = search.Members["rescore"] is null;
        output.Write(isFirst ? "["u8 : default);
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"window_size\":{window},\"query\":{{\"rescore_query\":")));
        if (search.AddsToScore)
        {
            WriteQueryWithFactor(search, factor, output);
            // So little that it changes no score that a float holds, and the hits behind the window still come in their order.
            output.Write(""","score_mode":"total","query_weight":1e-30}}"""u8);
        }
        else
        {
            factor.WriteAlone(output);
            output.Write(Encoding.ASCII.GetBytes(Weights(script)));
        }

        output.Write(isFirst ? "]"u8 : default);
        return output.WrittenMemory;
    }

    private static void WriteQueryWithFactor(SearchShape search, FactorText factor, ArrayBufferWriter<byte> output)
    {
        var edits = new JsonEdits();
        foreach (var part in search.ScoredText!.Parts)
        {
            edits.Insert(part.Span.Start, FactorText.Before(part.Occurrence));
            edits.Insert(part.Span.End, factor.After(part.Occurrence));
        }

        edits.Write(search.Body.Span, search.Scope.Query!.Value, output);
    }

    private static string AboveLeast(string query, string threshold) => $"{{\"function_score\":{{\"query\":{query},\"min_score\":{threshold}}}}}";

    // The first weight also holds for the hits behind the window, the second takes it back within.
    private static string Weights(CrossingScript script) => string.Create(
        CultureInfo.InvariantCulture,
        $",\"score_mode\":\"multiply\",\"query_weight\":{script.LeastFactor:R},\"rescore_query_weight\":{1 / script.LeastFactor:R}}}}}");
}
