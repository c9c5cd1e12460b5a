using System.Buffers;
using TwinBert.Protocol;
using TwinBert.Search.Cutting;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// What the engine answers to the client's own searches, among several of which others are reranked: without embeddings. Where it refused what a plan sent, or
/// answered that in a form that no engine gives, the client's own is asked, once, together with the others of which that is true. Thread-safe.
/// </summary>
internal sealed class OwnAnswers(ServedIndices indices)
{
    /// <summary>An answer without its embeddings; the answer itself where it has none.</summary>
    /// <param name="attempt">The search.</param>
    /// <param name="answer">What the engine answered to it.</param>
    /// <param name="session">The request that it came with.</param>
    public ReadOnlyMemory<byte> Cut(SearchAttempt attempt, ReadOnlyMemory<byte> answer, SearchSession session)
    {
        if (session.ShowsEmbedding || indices.CutterFor(attempt.Indices) is not { } cutter)
        {
            return answer;
        }

        var cut = new ArrayBufferWriter<byte>(answer.Length);
        return cutter.TryCut(DocumentReadKind.Search, answer.Span, cut) ? cut.WrittenMemory : answer;
    }

    /// <summary>Asks some of the client's own searches, and writes their pages.</summary>
    /// <param name="envelope">All of the client's searches.</param>
    /// <param name="again">The places of those to ask, with the reason why reranking came to nothing.</param>
    /// <param name="pages">Receives their pages.</param>
    /// <param name="session">The request that they came with.</param>
    /// <returns>Whether they were asked; if not, the client's own request is to go on as it came.</returns>
    public async Task<bool> TryAskAsync(SearchEnvelope envelope, SortedList<int, RerankReason> again, SearchPages pages, SearchSession session)
    {
        if (envelope.WriteOwn(again.Keys) is not { } own)
        {
            return false;
        }

        try
        {
            using var answer = await session.Exchange.SendAsync(own);
            var items = envelope.SplitOwn(answer, again.Count);
            var error = items is null ? await ErrorOfAsync(envelope, answer, session) : default;
            foreach (var (place, (i, reason)) in again.Index())
            {
                var (attempt, item) = (envelope.Searches[i], items?[place] ?? error);
                var verdict = attempt.WithoutRerank(envelope.ErrorStatus(answer, item) is null ? reason : null);
                pages.Add(i, verdict, Cut(attempt, item, session).Span);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !session.Aborted.IsCancellationRequested)
        {
            var refusal = session.Exchange.Refusal(e);
            foreach (var i in again.Keys)
            {
                pages.Add(i, envelope.Searches[i].WithoutRerank(null), refusal);
            }
        }

        return true;
    }

    // What each search is answered with when all were refused together: the engine's error has the form that each would have had alone.
    private static async Task<ReadOnlyMemory<byte>> ErrorOfAsync(SearchEnvelope envelope, EngineAnswer answer, SearchSession session)
    {
        var body = await session.Exchange.ReadErrorAsync(answer);
        return envelope.ErrorStatus(answer, body) is not null
            ? body
            : session.Exchange.Refusal(new IOException($"status {(int)answer.Head.StatusCode} came in a form that no engine gives"));
    }
}
