using System.Runtime.CompilerServices;
using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Documents;
using TwinBert.Backfill.Planning;
using TwinBert.IngestPipeline;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Backfill.Verifying;

/// <summary>Encodes documents again and compares what is stored with what comes out. Changes nothing. Thread-safe.</summary>
/// <param name="calls">The way to the cluster.</param>
/// <param name="identity">Which engine it is.</param>
/// <param name="maxDocumentBytes">The largest document that is embedded, in bytes.</param>
public sealed class EmbeddingVerifier(IClusterCalls calls, ClusterIdentity identity, int maxDocumentBytes)
{
    private const string All = """{"match_all":{}}""";
    private const int BatchDocuments = 128;

    // A component of 127 that is rounded otherwise is a hundredth of it; another text is far further away.
    private const double Near = 0.99;

    private readonly IndexScanner _scanner = new(calls, identity);

    /// <summary>Verifies an index.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="encoder">The document tower of its model.</param>
    /// <param name="sample">How many documents are read, at random, 1 to 10,000, and what chooses them; <see langword="null"/> for all.</param>
    /// <param name="progress">Hears how many were read; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<VerificationReport> VerifyAsync(
        IndexPlan plan, IDocumentEncoder encoder, (int Documents, int Seed)? sample, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(encoder);
        var verification = new Verification(plan, encoder, maxDocumentBytes);
        await foreach (var page in ReadAsync(plan, sample, cancellationToken).ConfigureAwait(false))
        {
            foreach (var batch in page.Documents.Chunk(BatchDocuments))
            {
                await verification.AddAsync(batch, cancellationToken).ConfigureAwait(false);
                progress?.Report(verification.Read);
            }

            if (page.Failure is not null)
            {
                return verification.Report with { Failure = page.Failure };
            }
        }

        return verification.Report;
    }

    private async IAsyncEnumerable<ScanPage> ReadAsync(
        IndexPlan plan, (int Documents, int Seed)? sample, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (sample is { } wanted)
        {
            var counter = new CoverageCounter(calls, plan.Fields.Model.Fingerprint);
            var (coverage, failure) = await counter.CountAsync(plan.Name, plan.Fields.Embedding, cancellationToken).ConfigureAwait(false);
            yield return coverage is null
                ? ScanPage.Failed(failure!)
                : await new DocumentDraw(_scanner)
                    .DrawAsync(plan, (All, coverage.Total), wanted.Documents, wanted.Seed, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        for (var shard = 0; shard < plan.Shards; shard++)
        {
            await foreach (var page in _scanner.ScanAsync(new(plan.Name, shard, -1, long.MaxValue), cancellationToken).ConfigureAwait(false))
            {
                yield return page;
            }
        }
    }

    /// <summary>What was found so far.</summary>
    private sealed class Verification(IndexPlan plan, IDocumentEncoder encoder, int maxDocumentBytes)
    {
        private readonly FreshnessJudge _judge = new(plan.Fields, maxDocumentBytes);
        private readonly DocumentTextSelector _texts = new(plan.Fields.TextFields);
        private readonly byte[] _name = System.Text.Encoding.UTF8.GetBytes(plan.Fields.Embedding.Name);
        private readonly Dictionary<VerifiedState, long> _counts = [];
        private readonly List<VerifiedDocument> _found = [];

        public long Read => _counts.Values.Sum();

        public VerificationReport Report => new(plan.Name, _counts, _found);

        public async ValueTask AddAsync(ScannedDocument[] documents, CancellationToken cancellationToken)
        {
            var fresh = new List<(ScannedDocument Document, string Text)>();
            foreach (var document in documents)
            {
                if (_judge.StateOf(document) is not { } state)
                {
                    continue;
                }

                if (state == Freshness.Fresh)
                {
                    fresh.Add((document, _texts.Select(document.Source)!));
                }
                else
                {
                    Count(document, StateOf(state), cosine: null);
                }
            }

            if (fresh.Count == 0)
            {
                return;
            }

            var embeddings = await encoder.EncodeAsync([.. fresh.Select(entry => entry.Text)], cancellationToken).ConfigureAwait(false);
            foreach (var ((document, _), embedding) in fresh.Zip(embeddings))
            {
                Compare(document, embedding.Values.Span);
            }
        }

        private static VerifiedState StateOf(Freshness state) => state switch
        {
            Freshness.Stale => VerifiedState.Stale,
            Freshness.Foreign => VerifiedState.Foreign,
            Freshness.NoText => VerifiedState.NoText,
            _ => VerifiedState.Missing,
        };

        private void Compare(ScannedDocument document, ReadOnlySpan<sbyte> embedding)
        {
            var stored = StoredVector.Read(document.Source.Span, _name, embedding.Length);
            if (stored is not null && embedding.SequenceEqual(stored))
            {
                Count(document, VerifiedState.Identical, cosine: null);
                return;
            }

            var cosine = stored?.Length == embedding.Length ? Cosine(stored, embedding) : default(double?);
            Count(document, cosine >= Near ? VerifiedState.Near : VerifiedState.Different, cosine);
        }

        private void Count(ScannedDocument document, VerifiedState state, double? cosine)
        {
            _counts[state] = _counts.GetValueOrDefault(state) + 1;
            if (state is not (VerifiedState.Identical or VerifiedState.Near or VerifiedState.NoText) && _found.Count < VerificationReport.MostListed)
            {
                _found.Add(new(document.Id, document.Routing, state, cosine));
            }
        }

        private static double Cosine(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
        {
            double product = 0, first = 0, second = 0;
            for (var i = 0; i < left.Length; i++)
            {
                product += left[i] * right[i];
                first += left[i] * left[i];
                second += right[i] * right[i];
            }

            return first == 0 || second == 0 ? 0 : product / Math.Sqrt(first * second);
        }
    }
}
