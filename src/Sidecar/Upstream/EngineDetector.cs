using System.Net;
using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// Finds out which engine answers, by <c>GET /</c> when a request first needs to know it, with that caller's credentials and, where those do not
/// suffice, with the operator's. Where neither may ask that, at least the family is known: by any answer that passed, or by what a caller may ask about
/// himself.
/// The answer is kept for a while, because clusters are upgraded under a running sidecar. Thread-safe.
/// </summary>
internal sealed class EngineDetector(UpstreamCluster cluster, SeenCluster seen, UpstreamOptions options, TimeProvider time)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FamilyKnownFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstAnswerWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstAnswerEvery = TimeSpan.FromSeconds(10);
    private static readonly RequestTarget Root = new("/", "");

    // Every user may ask these about himself.
    private static readonly RequestTarget ElasticsearchUser = new("/_security/_authenticate", "");
    private static readonly RequestTarget OpenSearchUser = new("/_plugins/_security/authinfo", "");

    // Replaced as a whole; two requests that find it outdated ask twice, which is harmless.
    private volatile Finding? _finding;
    private volatile Waiting? _waiting;

    /// <summary>What was found out last, without asking anybody; <see langword="null"/> for nothing.</summary>
    public SearchDialect? Last => _finding?.Engine;

    /// <summary>The engine, or <see langword="null"/> while it cannot be known: unreachable, or the caller may not ask.</summary>
    /// <param name="client">The request that needs to know.</param>
    /// <param name="cancellationToken">Ends the call upstream too.</param>
    public async ValueTask<SearchDialect?> FindAsync(ClientRequest client, CancellationToken cancellationToken)
    {
        if (Known is { } known)
        {
            return known;
        }

        // What one caller may not ask, the next one may: only an answer is kept.
        var engine = await AskAsync(client, cancellationToken);
        return engine is null ? null : Keep(engine, engine.Version.Major > 0 ? KnownFor : FamilyKnownFor);
    }

    /// <summary>
    /// The engine, found out within what a request may be held up. As long as nothing is known yet, requests wait for up to a second, which costs them
    /// nothing of their budget, and that for one second of ten: making the first connection can take longer than a search may. Later, what was known
    /// holds on where a new answer does not come in time.
    /// </summary>
    /// <param name="client">The request that needs to know.</param>
    /// <param name="budget">Is charged with the wait.</param>
    public async ValueTask<SearchDialect?> FindWithinAsync(ClientRequest client, OwnTime budget)
    {
        if (Known is { } known)
        {
            return known;
        }

        var outdated = _finding?.Engine;
        var first = outdated is null ? TimeForFirst() : TimeSpan.Zero;
        var start = budget.Now();
        using var timer = new CancellationTokenSource(first > budget.Left ? first : budget.Left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, client.Aborted);
        var engine = await FindAsync(client, either.Token);
        if (first == TimeSpan.Zero)
        {
            budget.Spend(start);
        }

        return engine is null && outdated is not null && timer.IsCancellationRequested ? Keep(outdated, FamilyKnownFor) : engine;
    }

    private SearchDialect? Known => _finding is { } finding && time.GetTimestamp() < finding.Until ? finding.Engine : null;

    private SearchDialect Keep(SearchDialect engine, TimeSpan period)
    {
        _finding = new(engine, time.GetTimestamp() + (long)(period.TotalSeconds * time.TimestampFrequency));
        return engine;
    }

    private TimeSpan TimeForFirst()
    {
        var now = time.GetTimestamp();
        var waiting = _waiting;
        if (waiting is null || time.GetElapsedTime(waiting.Since, now) >= FirstAnswerEvery)
        {
            _waiting = waiting = new(now);
        }

        var left = FirstAnswerWithin - time.GetElapsedTime(waiting.Since, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<SearchDialect?> AskAsync(ClientRequest client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await cluster.SendAsync(client.Headers, HttpMethod.Get, Root, content: null, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
            {
                return await ReadAsync(answer, cancellationToken);
            }

            using var request = OperatorRequest.Create(HttpMethod.Get, options);
            using var second = await cluster.SendAsync(request, Root, cancellationToken);
            return await ReadAsync(second, cancellationToken) ?? await FamilyAsync(client, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !client.Aborted.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<SearchDialect?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.IsSuccessStatusCode && ClusterIdentity.Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) is { } identity
            ? identity.Dialect
            : null;

    // Elasticsearch names itself on every answer but a refusal of the caller. The version stays unknown.
    private async Task<SearchDialect?> FamilyAsync(ClientRequest client, CancellationToken cancellationToken)
    {
        if (seen.Family is null)
        {
            using var user = await cluster.SendAsync(client.Headers, HttpMethod.Get, ElasticsearchUser, content: null, cancellationToken);
        }

        if (seen.Family is { } family)
        {
            return SearchDialect.For(family);
        }

        using var other = await cluster.SendAsync(client.Headers, HttpMethod.Get, OpenSearchUser, content: null, cancellationToken);
        return other.IsSuccessStatusCode ? SearchDialect.For(EngineFamily.OpenSearch) : null;
    }

    private sealed record Finding(SearchDialect Engine, long Until);

    private sealed record Waiting(long Since);
}
