using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Live;

/// <summary>
/// The search of an application, on the index that it searches: each query is put into its body. Where it goes through a sidecar, each query is asked
/// twice, for the engine's own order and for what clients get. Changes nothing in the cluster.
/// </summary>
/// <param name="cluster">The engine; or the sidecar in front of it, where the order that it serves is asked for.</param>
/// <param name="index">The index, alias or pattern that is searched.</param>
/// <param name="template">The search.</param>
public sealed class LiveSearch(IClusterCalls cluster, string index, QueryTemplate template) : ICandidateSource
{
    /// <summary>What became of the searches through the sidecar.</summary>
    public ServedRankings? Served { get; init; }

    /// <inheritdoc/>
    public string Engine => "engine";

    /// <inheritdoc/>
    public async ValueTask<QueryCandidates> FindAsync(BeirQuery query, int top, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var body = template.Body(query.Text, top);
        var (engine, _) = await SearchAsync(body, Served is null ? null : RerankHints.Disabled, cancellationToken).ConfigureAwait(false);
        if (Served is null)
        {
            return QueryCandidates.Found(query, engine);
        }

        var (served, verdict) = await SearchAsync(body, new RerankHints(), cancellationToken).ConfigureAwait(false);
        Served.Add(query.Id, served, verdict ?? throw new EvaluationException(
            $"What answers the search of '{index}' is no TwinBert sidecar: the answer has no {TwinBertHeaders.Verdict}. Name one with --sidecar, or leave it "
                + "out."));

        // An engine that crosses may bring up what lies behind its own best: its score there is not known, but below all of theirs.
        var known = engine.Select(hit => hit.Id).ToHashSet(StringComparer.Ordinal);
        return QueryCandidates.Found(query, [.. engine, .. served.Where(hit => !known.Contains(hit.Id)).Select(hit => hit with { Score = 0 })]);
    }

    private async ValueTask<(IReadOnlyList<LexicalHit> Hits, RerankVerdict? Verdict)> SearchAsync(
        ReadOnlyMemory<byte> body, RerankHints? hints, CancellationToken cancellationToken)
    {
        var call = new ClusterCall(HttpMethod.Post, LiveIndex.Target(index), body) { Hints = hints };
        var (answer, verdict) = await EngineCalls.AskAsync(cluster, call, cancellationToken).ConfigureAwait(false);
        using (answer)
        {
            var (hits, seen) = (new List<LexicalHit>(), new HashSet<string>(StringComparer.Ordinal));
            foreach (var hit in answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray())
            {
                hits.Add(Read(hit));
                if (!seen.Add(hits[^1].Id))
                {
                    throw new EvaluationException(
                        $"The search of '{index}' finds two documents with the id '{hits[^1].Id}'. Judgements name documents by their ids: search one index.");
                }
            }

            return (hits, verdict);
        }
    }

    private LexicalHit Read(JsonElement hit) =>
        hit.GetProperty("_score") is { ValueKind: JsonValueKind.Number } score
            ? new(hit.GetProperty("_id").GetString()!, score.GetSingle())
            : throw new EvaluationException($"The hits of '{index}' have no score. Search by something that scores, and without 'sort'.");
}
