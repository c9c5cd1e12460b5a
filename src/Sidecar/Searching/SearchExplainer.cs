using System.Net;
using TwinBert.Model.Encoding;
using TwinBert.Reranking.Explaining;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Adds to a reranked page why its hits are where they are, for a client that asks for it: <c>_twinbert</c>, beside the page's own members. Takes another
/// search of the engine. A page that cannot be explained stays as it is.
/// </summary>
internal static class SearchExplainer
{
    /// <summary>The member of the page.</summary>
    private static ReadOnlySpan<byte> Member => "\"_twinbert\":"u8;

    /// <summary>Explains a page.</summary>
    /// <param name="attempt">The search.</param>
    /// <param name="query">Its query's embedding.</param>
    /// <param name="session">The request that it came with.</param>
    /// <param name="page">The page, which receives the explanation.</param>
    public static async Task AddAsync(SearchAttempt attempt, QueryEmbedding query, SearchSession session, PooledBody page)
    {
        var end = page.Bytes.Span.LastIndexOf((byte)'}');
        if (end < 0 || attempt.Search is not { Shape.HasOtherForm: false } search)
        {
            return;
        }

        var explanation = SearchExplanation.Of(search.Shape, search.Dialect, new()
        {
            Reranker = search.Index.Reranker,
            ModelWeight = session.Weight ?? search.ModelWeight,
            Window = session.Window ?? search.Index.Options.Window,
            Field = search.Index.Field,
            QueryText = search.Shape.QueryText,
        });
        if (explanation is null)
        {
            return;
        }

        if (await ExplainAsync(attempt, search, explanation, query, session) is { } why)
        {
            page.Stream.SetLength(end);
            page.Stream.Position = end;
            // A filter may have left nothing in the page.
            page.Stream.Write(page.Bytes.Span[..end].TrimEnd(" \t\r\n"u8) is [.., (byte)'{'] ? ""u8 : ","u8);
            page.Stream.Write(Member);
            page.Stream.Write(why);
            page.Stream.Write("}"u8);
        }
    }

    private static async Task<byte[]?> ExplainAsync(
        SearchAttempt attempt, EligibleSearch search, SearchExplanation explanation, QueryEmbedding query, SearchSession session)
    {
        try
        {
            using var answer = await session.Exchange.SendAsync(search.Send(explanation.Write()));
            return answer.Head.StatusCode == HttpStatusCode.OK && answer.Body is { } body ? explanation.Explain(body.Bytes, query, attempt.Plan!.Name) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !session.Aborted.IsCancellationRequested)
        {
            // The page is made: it does not become an error because more was asked for.
            return null;
        }
    }
}
