using System.Buffers;
using System.Diagnostics;
using System.Net;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// A request's searches, from what was read of them to the client's answer; knows no HTTP. One search is an envelope with one.
/// <list type="number">
/// <item>Recognise a search on a configured index (<see cref="SearchRoute"/>); anything else goes on untouched.</item>
/// <item>Read the request (<see cref="SearchReader"/>): query text, page, what makes it ineligible. Not sure: it goes on untouched, with the reason.</item>
/// <item>Plan: choose the way to the client's page, unless it came to nothing lately.</item>
/// <item>Encode the query, while the engine searches, or before where the plan needs it.</item>
/// <item>Send what the plan writes, with the caller's own headers and credentials.</item>
/// <item>Cross the query with the hits, blend and order (<see cref="SearchRanking"/>).</item>
/// <item>Write the page that the client asked for.</item>
/// <item>Say what became of it (<see cref="VerdictRecorder"/>).</item>
/// </list>
/// A failure from step 3 on returns the engine's own page. Where the engine's answer to what the plan sent has no use (the engine refuses it, it is
/// too large or not readable), the client's own search is sent instead, once. Any other error of the engine's is the client's answer. Thread-safe.
/// </summary>
internal sealed class SearchPipeline(
    SearchPlanner planner, ServedPages pages, QueryEncoders encoders, SearchRanking ranking, OwnAnswers own, BodyBuffers buffers)
{
    /// <summary>The part of a search's own <c>timeout</c> that the sidecar's work may take.</summary>
    private const double ShareOfTimeout = 0.2;

    /// <summary>Reranks and answers, unless the request is the engine's to answer; then the verdict says why.</summary>
    /// <param name="envelope">The searches.</param>
    /// <param name="session">The request that they came with.</param>
    /// <returns>Whether the client was answered. If not, its own request is still to be sent.</returns>
    /// <exception cref="HttpRequestException">The cluster did not answer.</exception>
    /// <exception cref="IOException">The cluster broke its answer off.</exception>
    public async Task<bool> RunAsync(SearchEnvelope envelope, SearchSession session)
    {
        session.Verdict.Given = (status, verdicts) => End(envelope, session, (status, verdicts));

        // 3 plan
        Plan(envelope, session);
        session.Verdict.Give(_ => envelope.WithoutRerank(null));
        if (!envelope.HasEligible)
        {
            return false;
        }

        // 4 encode, at the same time as
        var encodings = await EncodeAsync(envelope, session);
        if (!envelope.HasEligible)
        {
            return false;
        }

        // 5 send
        using var answer = await session.Exchange.SendAsync(envelope.Write());
        if (answer.Head.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest)
        {
            return await TryAnswerAsync(envelope, answer, encodings, session);
        }

        Refuse(envelope, answer.Head.StatusCode, session);
        if (answer.Head.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            && envelope.Searches.Any(attempt => attempt is { Search: not null, Plan.RefusesPartialAnswers: true }))
        {
            return Leave(envelope, RerankReason.ShardsFailed, session);
        }

        await session.Exchange.PassOnAsync(answer);
        return true;
    }

    private void End(SearchEnvelope envelope, SearchSession session, (int Status, IReadOnlyList<RerankVerdict> Verdicts) response)
    {
        envelope.End(response.Verdicts);
        foreach (var (attempt, verdict) in envelope.Searches.Zip(response.Verdicts))
        {
            if (attempt.PageOf is { } search && response.Status == (int)HttpStatusCode.OK)
            {
                pages.Add(search, !attempt.IsLaterPage, verdict);
            }
        }

        // Who gets an answer to a search that waits for a plan may have its next one's query encoded first.
        if (response.Status == (int)HttpStatusCode.OK && response.Verdicts.Any(verdict => verdict.Reason == RerankReason.PlanUnknown))
        {
            encoders.Callers.Add(session.Caller.Key);
        }
    }

    private void Plan(SearchEnvelope envelope, SearchSession session)
    {
        using var stage = session.Start(SearchStage.Plan, Spans.Plan);
        foreach (var attempt in envelope.Searches)
        {
            if (attempt.Search is not { } search)
            {
                continue;
            }

            if (session.Caller.KnownReason(search) is { } unseen)
            {
                attempt.Leave(unseen);
                continue;
            }

            if (search.Shape.Timeout is { } timeout)
            {
                session.Time.LimitTo(timeout * ShareOfTimeout);
            }

            Choose(attempt, search, session);
        }

        Describe(stage.Span, envelope);
    }

    private void Choose(SearchAttempt attempt, EligibleSearch search, SearchSession session)
    {
        attempt.IsLaterPage = search.Shape.IsLaterPage;
        attempt.PageOf = new(session.Caller.Key, search.Indices, search.Shape.FindSequence());

        // Who names a plan gets it.
        var earlier = attempt.IsLaterPage && session.Plan is null ? pages.Find(attempt.PageOf.Value, search.Shape.From > 0) : null;
        var choice = earlier is null ? planner.Choose(search, session) : planner.Continue(search, session, earlier);
        (attempt.Plan, attempt.Circuit) = (choice.Plan, choice.Attempt);
        if (choice.Reason is { } reason)
        {
            attempt.Leave(reason);
        }
    }

    private static void Describe(Activity? span, SearchEnvelope envelope)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("twinbert.searches", envelope.Searches.Count);
        Name("twinbert.plan", attempt => attempt.Plan!.Name);
        Name("twinbert.index", attempt => attempt.Search!.Index.Pattern);
        Name("twinbert.model", attempt => attempt.Search!.Index.Model.Fingerprint.Value);

        // Nearly always one for all searches, as the verdict has it.
        void Name(string tag, Func<SearchAttempt, string> of) => span.SetTag(tag, string.Join(',', envelope.Eligible.Select(of).Distinct()));
    }

    private async ValueTask<QueryEncodings> EncodeAsync(SearchEnvelope envelope, SearchSession session)
    {
        var encodings = encoders.Open(envelope.Eligible.Select(attempt => attempt.Search!.Query), session.Caller.Key, session.Ended);
        var isKnown = encoders.Callers.Contains(session.Caller.Key);
        foreach (var attempt in envelope.Searches)
        {
            if (attempt.Search is null)
            {
                continue;
            }

            if (encodings.Refuses(attempt.Search!.Query, out var refusal))
            {
                attempt.Leave(refusal.Value);
                continue;
            }

            if (isKnown)
            {
                session.Caller.Ask(attempt.Search!);
            }
        }

        foreach (var attempt in envelope.Searches)
        {
            if (attempt.Search is not null)
            {
                await WriteAsync(attempt, encodings, session);
            }
        }

        return encodings;
    }

    private async ValueTask WriteAsync(SearchAttempt attempt, QueryEncodings encodings, SearchSession session)
    {
        var plan = attempt.Plan!;
        if (!plan.NeedsQueryFirst)
        {
            attempt.Outgoing = plan.Write(null);
            return;
        }

        // What is left of our own time may be waited for; a query that is late goes on as the client wrote it.
        using var stage = session.Start(SearchStage.Encode, span: null);
        var start = session.Time.Now();
        using var expiry = session.Time.Expire(session.Aborted);
        var (query, reason) = await ranking.WaitAsync(attempt.Search!, new(encodings, session.Caller), expiry);
        session.Time.Spend(start);
        if (query is null)
        {
            attempt.Leave(reason!.Value);
        }
        else if ((attempt.Outgoing = plan.Write(query)) is null)
        {
            attempt.Leave(ranking.Fail(RerankReason.Crossing));
        }
    }

    private void Refuse(SearchEnvelope envelope, HttpStatusCode status, SearchSession session)
    {
        encoders.Callers.Refuse(session.Caller.Key, status);

        // One failure of each index, whatever number of searches it has.
        foreach (var attempt in envelope.Searches.Where(attempt => attempt.Circuit is not null).DistinctBy(attempt => attempt.Circuit!.Indices))
        {
            attempt.Circuit!.Refuse((int)status);
        }
    }

    private async Task<bool> TryAnswerAsync(SearchEnvelope envelope, EngineAnswer answer, QueryEncodings encodings, SearchSession session)
    {
        using var expiry = session.Time.Expire(session.Aborted);
        if (envelope.Split(answer) is not { } items)
        {
            return Leave(envelope, answer.Failure, session);
        }

        var read = Read(envelope, items, encodings);
        using var pages = new SearchPages(buffers.Rent(), items.Count);
        var again = default(SortedList<int, RerankReason>);
        for (var i = 0; i < items.Count; i++)
        {
            var attempt = envelope.Searches[i];
            if (read[i] is { IsPartial: true })
            {
                (again ??= []).Add(i, RerankReason.ShardsFailed);
            }
            else if (read[i] is { } hits)
            {
                // 6 cross, blend and order, 7 write
                pages.Add(i, await RankAsync(attempt, hits, encodings, session, expiry), hits);
            }
            else if (WhyAgain(attempt, envelope.ErrorStatus(answer, items[i]), session) is { } reason)
            {
                (again ??= []).Add(i, reason);
            }
            else
            {
                var cut = own.Cut(attempt, items[i], session);
                pages.Add(i, attempt.WithoutRerank(null), cut.Equals(items[i]) ? default : cut.Span);
            }
        }

        if (again is not null && !await own.TryAskAsync(envelope, again, pages, session))
        {
            return Leave(envelope, again.Values[0], session);
        }

        if (session.Explains && envelope is SingleEnvelope && pages.Verdicts[0].Status == RerankStatus.Reranked)
        {
            await ExplainAsync(envelope.Searches[0], encodings, session, pages);
        }

        await AnswerAsync(envelope, answer, pages, session);
        return true;
    }

    private async Task ExplainAsync(SearchAttempt attempt, QueryEncodings encodings, SearchSession session, SearchPages pages)
    {
        using var expiry = session.Time.Expire(session.Aborted);
        if (await ranking.WaitAsync(attempt.Search!, new(encodings, session.Caller), expiry) is { Embedding: { } query })
        {
            await SearchExplainer.AddAsync(attempt, query, session, pages.Text);
        }
    }

    private static PlanAnswer?[] Read(SearchEnvelope envelope, IReadOnlyList<ReadOnlyMemory<byte>> items, QueryEncodings encodings)
    {
        var read = new PlanAnswer?[items.Count];
        var answered = new List<QueryKey>(items.Count);
        for (var i = 0; i < read.Length; i++)
        {
            if (envelope.Searches[i] is { Search: { } search, Plan: { } plan } && (read[i] = plan.Read(items[i])) is not null)
            {
                answered.Add(search.Query);
            }
        }

        encodings.Answered(answered);
        return read;
    }

    private async Task<RankedSearch> RankAsync(
        SearchAttempt attempt, PlanAnswer hits, QueryEncodings encodings, SearchSession session, OwnTime.Expiry expiry)
    {
        using var stage = session.Start(SearchStage.Cross, Spans.Cross);
        var ranked = await ranking.RunAsync(attempt, hits, new(encodings, session.Caller), expiry);
        Spans.Say(stage.Span, ranked.Verdict);
        return ranked;
    }

    // The client's own request goes on. Where the engine refuses that too, the fault was not ours.
    private static bool Leave(SearchEnvelope envelope, RerankReason failure, SearchSession session)
    {
        session.Verdict.Give(status => envelope.WithoutRerank(status == (int)HttpStatusCode.OK ? failure : null));
        return false;
    }

    private static RerankReason? WhyAgain(SearchAttempt attempt, int? errorStatus, SearchSession session)
    {
        switch (attempt.Search, errorStatus)
        {
            case (null, _):
                return null;
            case (_, null):
                return RerankReason.ResponseUnreadable;
            case (var search, (int)HttpStatusCode.BadRequest):
                session.Caller.Refused(search);
                return RerankReason.WideningRefused;
            default:
                attempt.Circuit!.Refuse(errorStatus.Value);
                return null;
        }
    }

    private async Task AnswerAsync(SearchEnvelope envelope, EngineAnswer answer, SearchPages pages, SearchSession session)
    {
        using var stage = session.Start(SearchStage.Write, Spans.Write);
        using var page = envelope.Join(pages, buffers);

        // A client may take long to read what was made of it.
        answer.ReleaseBody();
        session.Verdict.Give(envelope.Sum(pages.Verdicts));
        await session.Exchange.WriteAsync(answer, page);
    }
}
