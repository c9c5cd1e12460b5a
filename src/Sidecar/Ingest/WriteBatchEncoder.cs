using System.Buffers;
using Microsoft.Extensions.Logging;
using TwinBert.IngestPipeline;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Writes a batch with the embeddings of its documents, or as it is: nothing that goes wrong here keeps a document from the engine. Thread-safe.
/// <list type="number">
/// <item>Find the objects that an embedding goes into, and the text of each.</item>
/// <item>Make their indices ready, and complete the text of partial updates from what is stored.</item>
/// <item>Encode the texts.</item>
/// <item>Decide what each object gets.</item>
/// <item>Write the batch, with those spliced in.</item>
/// </list>
/// </summary>
internal sealed partial class WriteBatchEncoder(EmbeddingSites finder, SidecarModel model, IngestMetrics metrics, RefusalNews news, TimeProvider time, ILogger<WriteBatchEncoder> logger)
{
    private readonly TextEncoding _encoding = new(model.DocumentEncoder, time);

    /// <summary>Encodes a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="session">The request it belongs to.</param>
    /// <param name="output">Receives its bytes, with embeddings.</param>
    /// <param name="cancellationToken">The caller's; the only thing that this method throws for.</param>
    public async ValueTask EncodeAsync(WriteBatch batch, WriteSession session, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        session.Growth.Read(batch.Length);
        List<EmbeddingSite> sites = [];
        try
        {
            // 1. Find the objects and their text.
            sites = finder.Find(batch);
            SelectTexts(batch, sites);

            // 2. Make their indices ready, and complete the text of partial updates.
            await PrepareAsync(batch, sites, session, cancellationToken);

            // 3. Encode.
            await EncodeTextsAsync(sites, session, cancellationToken);

            // 4. Decide.
            sites.ForEach(site => Decide(site, session.Growth));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Defect(logger, e);
            sites.ForEach(site => (site.Outcome, site.Value) = (WriteOutcome.Failed, default));
        }

        // 5. Write.
        Write(batch, sites, output);
        sites.ForEach(Count);
    }

    private static void SelectTexts(WriteBatch batch, List<EmbeddingSite> sites)
    {
        foreach (var site in sites)
        {
            site.Text = site.Role == SiteRole.PartOfText ? null : site.Index.Selector.Select(batch.Memory[site.Source]);
            site.Outcome = site.Role == SiteRole.PartOfText ? WriteOutcome.PartialUpdate : site.Text is null ? WriteOutcome.NoText : WriteOutcome.Embedded;
        }
    }

    private async Task PrepareAsync(WriteBatch batch, List<EmbeddingSite> sites, WriteSession session, CancellationToken cancellationToken)
    {
        var since = session.Time.Now();
        using var expiry = session.Time.Expire(cancellationToken);
        foreach (var site in sites)
        {
            try
            {
                await PrepareIndexAsync(site, session.Guard, expiry.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                (site.Text, site.Outcome) = (null, WriteOutcome.MappingFailed);
            }
        }

        try
        {
            await session.Stored.CompleteAsync(batch, sites, expiry.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Too late to know the text: the embeddings are taken away, as for every text that is not known.
        }

        session.Time.Spend(since);
    }

    private async ValueTask PrepareIndexAsync(EmbeddingSite site, EmbeddingMappingGuard guard, CancellationToken cancellationToken)
    {
        if (site.Text is not null)
        {
            if (await guard.EnsureAsync(site.Item.Key.Index, site.Item.RequireAlias, site.Index.Field, cancellationToken) is { } refusal)
            {
                (site.Text, site.Outcome) = (null, refusal.Outcome);
                LogRefusal(site, refusal);
            }
        }
        else if (IsUpdate(site) && await guard.IsMappedAsync(site.Item.Key.Index, site.Index.Field, cancellationToken))
        {
            // Only where the object is mapped can there be an embedding to take away, and only there is null sure to be accepted.
            site.Value = EmbeddingObject.Removed;
        }
    }

    private async Task EncodeTextsAsync(List<EmbeddingSite> sites, WriteSession session, CancellationToken cancellationToken)
    {
        var pending = sites.Where(site => site.Text is not null).ToArray();
        var since = session.Time.Now();
        var results = await _encoding.EncodeAsync(session.Guard.Family, [.. pending.Select(site => site.Text!)], session.Time.Left, cancellationToken);
        session.Time.Spend(since);
        for (var i = 0; i < pending.Length; i++)
        {
            Apply(pending[i], results[i]);
        }

        if (results.FirstOrDefault(result => !result.IsEmbedded) is { TextHash: not null } failed)
        {
            Log.NotEncoded(logger, pending.Length, failed.Outcome, failed.Error);
            if (failed.Outcome == IngestOutcome.EncoderTimeout)
            {
                session.Time.Exhaust();
            }
        }
    }

    private static void Apply(EmbeddingSite site, IngestResult result)
    {
        site.Value = result.IsEmbedded ? result.EmbeddingObject : IsUpdate(site) ? EmbeddingObject.Removed : default;
        site.Outcome = result.Outcome switch
        {
            IngestOutcome.Embedded => WriteOutcome.Embedded,
            IngestOutcome.EncoderTimeout => WriteOutcome.EncoderTimeout,
            _ => WriteOutcome.EncoderFailed,
        };
    }

    private static void Decide(EmbeddingSite site, GrowthBudget growth)
    {
        if (site.Outcome == WriteOutcome.Embedded && !growth.TryAdd(site.Value.Length + site.Index.Field.Name.Length + 4))
        {
            (site.Outcome, site.Value) = (WriteOutcome.RequestTooLarge, IsUpdate(site) ? EmbeddingObject.Removed : default);
        }
    }

    // An update without an embedding takes the stored one away: it belongs to another text.
    private static bool IsUpdate(EmbeddingSite site) => site.Role is SiteRole.NewText or SiteRole.PartOfText;

    private static void Write(WriteBatch batch, List<EmbeddingSite> sites, IBufferWriter<byte> output)
    {
        var bytes = batch.Memory.Span;
        var written = 0;
        foreach (var site in sites.Where(site => !site.Value.IsEmpty))
        {
            output.Write(bytes[written..site.Source.Start.Value]);
            if (!site.Index.Splice.TryWrite(bytes[site.Source], site.Value.Span, output))
            {
                output.Write(bytes[site.Source]);
            }

            written = site.Source.End.Value;
        }

        output.Write(bytes[written..]);
    }

    private void Count(EmbeddingSite site)
    {
        if (site.Role != SiteRole.Alternative)
        {
            metrics.Count(site.Outcome);
        }
    }

    private void LogRefusal(EmbeddingSite site, IndexRefusal refusal)
    {
        if (news.IsNew(site.Item.Key.Index, refusal.Outcome))
        {
            Log.Refused(logger, site.Item.Key.Index, refusal.Outcome, refusal.Remedy);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Documents of index {Index} are written without embeddings ({Reason}). {Remedy}")]
        public static partial void Refused(ILogger logger, string index, WriteOutcome reason, string remedy);

        [LoggerMessage(LogLevel.Warning, "{Documents} documents are written without embeddings ({Reason}); a backfill will embed them.")]
        public static partial void NotEncoded(ILogger logger, int documents, IngestOutcome reason, Exception? error);

        [LoggerMessage(LogLevel.Error, "A batch of documents is written without embeddings because of a defect.")]
        public static partial void Defect(ILogger logger, Exception error);
    }
}
