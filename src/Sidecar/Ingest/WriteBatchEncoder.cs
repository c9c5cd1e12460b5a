using System.Buffers;
using System.Diagnostics;
using TwinBert.IngestPipeline;
using TwinBert.Model.Serving;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Repairs;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Writes a batch with the embeddings of its documents, or as it is: nothing that goes wrong here keeps a document from the engine. Thread-safe.
/// <list type="number">
/// <item>Find the objects that an embedding goes into, and the text of each.</item>
/// <item>Make their indices ready, and complete the text of updates from what is stored.</item>
/// <item>Encode the texts.</item>
/// <item>Leave out what would make the request too large.</item>
/// <item>Write the batch, with those spliced in.</item>
/// </list>
/// </summary>
internal sealed class WriteBatchEncoder(EmbeddingSites finder, DocumentEncoders encoders, IngestMetrics metrics)
{
    /// <summary>Encodes a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="session">The request it belongs to.</param>
    /// <param name="output">Receives its bytes, with embeddings.</param>
    /// <param name="cancellationToken">The caller's; the only thing that this method throws for.</param>
    public async ValueTask EncodeAsync(WriteBatch batch, WriteSession session, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        session.Growth.Read(batch.Length);
        List<EmbeddingSite> sites = [];
        SiteDecision[] decisions = [];
        try
        {
            // 1. Find the objects and their text.
            sites = finder.Find(batch, session.Repairs);
            decisions = [.. sites.Select(site => FirstDecision(batch, site))];

            // 2. Make their indices ready, and complete the text of updates.
            decisions = await PrepareAsync(batch, sites, decisions, session, cancellationToken);
            await session.TextFields.SeeAsync(batch, sites, session.Time, cancellationToken);

            // 3. Encode.
            decisions = await EncodeTextsAsync(sites, decisions, session, cancellationToken);

            // 4. Keep the request small enough.
            decisions = [.. sites.Zip(decisions, (site, decision) => Fit(site, decision, session.Growth))];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            session.Log.Defect(e);
            decisions = [.. sites.Select(_ => SiteDecision.Leave(WriteOutcome.Failed))];
        }

        // 5. Write. Where a document goes without, that is noted before it goes.
        Count(sites, decisions, session.Repairs);
        Write(batch, sites, decisions, output);
    }

    /// <summary>Looks again at the indices of a request, unless that was a moment ago, before the engine is told of its end and begins with it.</summary>
    /// <param name="session">The request.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async ValueTask EndAsync(WriteSession session, CancellationToken cancellationToken)
    {
        using var expiry = session.Time.Expire(cancellationToken);
        await RefreshAsync(session, isEnd: true, expiry.Token);
    }

    private static async ValueTask RefreshAsync(WriteSession session, bool isEnd, CancellationToken cancellationToken)
    {
        try
        {
            await session.Guard.RefreshAsync(isEnd, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The time for our own work is over, or the client is gone, which the next step notices.
        }
    }

    private static SiteDecision FirstDecision(WriteBatch batch, EmbeddingSite site) => site.Role == SiteRole.PartOfText
        ? SiteDecision.Without(site, WriteOutcome.PartialUpdate)
        : SiteDecision.Of(site, site.Index.Texts.Select(batch.Memory[site.Source]));

    private static async Task<SiteDecision[]> PrepareAsync(
        WriteBatch batch, List<EmbeddingSite> sites, SiteDecision[] decisions, WriteSession session, CancellationToken cancellationToken)
    {
        var since = session.Time.Now();
        using var expiry = session.Time.Expire(cancellationToken);
        await RefreshAsync(session, isEnd: false, expiry.Token);
        var prepared = new SiteDecision[decisions.Length];
        for (var i = 0; i < prepared.Length; i++)
        {
            try
            {
                prepared[i] = await PrepareIndexAsync(sites[i], decisions[i], session, expiry.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                prepared[i] = SiteDecision.Leave(WriteOutcome.MappingFailed);
            }
        }

        prepared = await session.Stored.CompleteAsync(batch, sites, prepared, expiry.Token);
        cancellationToken.ThrowIfCancellationRequested();
        session.Time.Spend(since);
        return prepared;
    }

    private static async ValueTask<SiteDecision> PrepareIndexAsync(
        EmbeddingSite site, SiteDecision decision, WriteSession session, CancellationToken cancellationToken)
    {
        var name = site.Item.Key.Index;
        if (decision.Text is null)
        {
            // Only where the object is mapped can there be an embedding to take away, and only there is null sure to be accepted.
            var stands = !decision.IsRemoval || await session.Guard.IsMappedAsync(name, site.Index.Shape, cancellationToken);
            return stands ? decision : SiteDecision.Leave(decision.Outcome);
        }

        if (await session.Guard.EnsureAsync(name, site.Item.RequireAlias, site.Index.Shape, cancellationToken) is not { } refusal)
        {
            return decision;
        }

        session.Log.Refuse(name, refusal);
        return SiteDecision.Leave(refusal.Outcome);
    }

    private async Task<SiteDecision[]> EncodeTextsAsync(
        List<EmbeddingSite> sites,
        SiteDecision[] decisions,
        WriteSession session,
        CancellationToken cancellationToken)
    {
        var encoded = decisions.ToArray();
        foreach (var places in Enumerable.Range(0, decisions.Length).Where(i => decisions[i].Text is not null).GroupBy(i => KindOf(sites[i], session)))
        {
            var (model, spelling) = places.Key;
            var pending = places.ToArray();
            using var span = session.Spans.StartEncoding(model.Fingerprint, pending.Length);
            var since = session.Time.Now();
            string[] texts = [.. pending.Select(i => decisions[i].Text!)];
            var results = await encoders.TryEncodeAsync(model, (spelling, texts), (session.Caller, session.Time.Left), cancellationToken);
            session.Time.Spend(since);
            if (results is null)
            {
                session.Log.EncoderBusy(texts.Length);
                Array.ForEach(pending, i => encoded[i] = SiteDecision.Without(sites[i], WriteOutcome.EncoderBusy));
                continue;
            }

            foreach (var (i, result) in pending.Zip(results))
            {
                encoded[i] = Encoded(sites[i], result);
            }

            Tell(results, session, span);
        }

        return encoded;
    }

    private static (ServedModel Model, VectorSpelling Spelling) KindOf(EmbeddingSite site, WriteSession session) =>
        (site.Index.Model, session.Guard.SpellingFor(site.Item.Key.Index, site.Item.RequireAlias, site.Index));

    private static void Tell(IReadOnlyList<IngestResult> results, WriteSession session, Activity? span)
    {
        if (results.FirstOrDefault(result => !result.IsEmbedded) is { TextHash: not null } failed)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            session.Log.NotEncoded(failed.Outcome, results.Count(result => !result.IsEmbedded), failed.Error);
            if (failed.Outcome == IngestOutcome.EncoderTimeout)
            {
                session.Time.Exhaust();
            }
        }
    }

    private static SiteDecision Encoded(EmbeddingSite site, IngestResult result) => result.Outcome switch
    {
        IngestOutcome.Embedded => SiteDecision.Write(result.EmbeddingObject),
        IngestOutcome.EncoderTimeout => SiteDecision.Without(site, WriteOutcome.EncoderTimeout),
        _ => SiteDecision.Without(site, WriteOutcome.EncoderFailed),
    };

    private static SiteDecision Fit(EmbeddingSite site, SiteDecision decision, GrowthBudget growth) =>
        decision.Outcome == WriteOutcome.Embedded && !growth.TryAdd(decision.Value.Length + site.Index.Field.Name.Length + 4)
            ? SiteDecision.Without(site, WriteOutcome.RequestTooLarge)
            : decision;

    // Where an object gets two embeddings, both go into the same bytes, in the order of their places.
    private static void Write(WriteBatch batch, List<EmbeddingSite> sites, SiteDecision[] decisions, IBufferWriter<byte> output)
    {
        var bytes = batch.Memory.Span;
        var written = 0;
        var next = 0;
        while (next < sites.Count)
        {
            var (first, source) = (next, sites[next].Source);
            while (next < sites.Count && sites[next].Source.Equals(source))
            {
                next++;
            }

            Splicing[] splicings =
            [
                .. Enumerable.Range(first, next - first)
                    .Where(place => !decisions[place].Value.IsEmpty)
                    .Select(place => new Splicing(sites[place].Index.Splice, sites[place].Point, decisions[place].Value)),
            ];
            if (splicings.Length > 0)
            {
                output.Write(bytes[written..source.Start.Value]);
                Splicing.Write(bytes[source], splicings, output);
                written = source.End.Value;
            }
        }

        output.Write(bytes[written..]);
    }

    private void Count(List<EmbeddingSite> sites, SiteDecision[] decisions, RepairTicket repairs)
    {
        foreach (var (site, decision) in sites.Zip(decisions))
        {
            if (site.Role != SiteRole.Alternative)
            {
                if (site.IsServing)
                {
                    metrics.Count(decision.Outcome);
                }

                if (RepairableWrites.Contains(decision.Outcome))
                {
                    repairs.Note(new(site.Item.Key.Index, site.Item.Key.Id, site.Item.Key.Routing));
                }
            }
        }
    }
}
