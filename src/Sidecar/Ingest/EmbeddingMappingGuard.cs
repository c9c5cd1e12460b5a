using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Sees to it, once for each write request and index, that the index maps the embedding object before a document with one is sent to it: so the engine
/// never maps it by guessing, and never refuses a document for it. With the caller's credentials, and never remembered beyond the request, because an
/// index may have been deleted a moment ago.
/// <list type="number">
/// <item>Look at the index.</item>
/// <item>If there is none, let the engine make it, as it would for the write itself: its own templates, data streams and rules decide.</item>
/// <item>Add what its mapping lacks.</item>
/// </list>
/// Not thread-safe: it belongs to one request.
/// </summary>
/// <param name="calls">Calls with the caller's credentials.</param>
/// <param name="findFamily">Finds out which family of engines answers.</param>
/// <param name="dimensions">The length of the vectors.</param>
internal sealed class EmbeddingMappingGuard(IClusterCalls calls, Func<CancellationToken, ValueTask<EngineFamily?>> findFamily, int dimensions)
{
    // An update of a document that is not there makes the engine create the index as for any write, and then writes nothing.
    private static readonly byte[] Probe = """
        {"update":{"_id":"__twinbert_probe__"}}
        {"doc":{}}

        """u8.ToArray();

    private readonly Dictionary<(string Index, bool RequireAlias), IndexRefusal?> _ensured = [];
    private readonly Dictionary<string, bool> _mapped = [];
    private EngineFamily? _family;

    /// <summary>The engine's family. Known as soon as an index was made ready, and nothing is embedded before.</summary>
    public EngineFamily Family => _family ?? EngineFamily.Elasticsearch;

    /// <summary>Makes an index ready for embeddings.</summary>
    /// <param name="index">The index, alias or data stream.</param>
    /// <param name="requireAlias">Whether the write may only go to an alias.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns><see langword="null"/> when it is ready, or why it is not.</returns>
    public async ValueTask<IndexRefusal?> EnsureAsync(string index, bool requireAlias, EmbeddingField field, CancellationToken cancellationToken)
    {
        if (!_ensured.TryGetValue((index, requireAlias), out var refusal))
        {
            refusal = await PrepareAsync(index, requireAlias, field, cancellationToken);
            _ensured[(index, requireAlias)] = refusal;
        }

        return refusal;
    }

    /// <summary>Whether an index maps the embedding object already; changes nothing.</summary>
    /// <param name="index">The index, alias or data stream.</param>
    /// <param name="field">The embedding object.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<bool> IsMappedAsync(string index, EmbeddingField field, CancellationToken cancellationToken)
    {
        if (_ensured.TryGetValue((index, false), out var refusal) && refusal is null)
        {
            return true;
        }

        if (!_mapped.TryGetValue(index, out var isMapped))
        {
            isMapped = await FamilyAsync(cancellationToken) is not null && (await LookAsync(index, field, cancellationToken)).State is { IsReady: true };
            _mapped[index] = isMapped;
        }

        return isMapped;
    }

    private async Task<IndexRefusal?> PrepareAsync(string index, bool requireAlias, EmbeddingField field, CancellationToken cancellationToken)
    {
        if (await FamilyAsync(cancellationToken) is null)
        {
            return IndexRefusal.EngineUnknown;
        }

        // 1. Look at the index.
        var (state, refusal) = await LookAsync(index, field, cancellationToken);

        // 2. If there is none, let the engine make it. Where an alias is required, it makes none.
        if (refusal?.Outcome == WriteOutcome.IndexMissing && !requireAlias)
        {
            await calls.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_bulk", Probe, ClusterCall.Ndjson), cancellationToken);
            (state, refusal) = await LookAsync(index, field, cancellationToken);
        }

        // 3. Add what its mapping lacks.
        return state switch
        {
            null => refusal,
            { IsConcrete: true } when requireAlias => IndexRefusal.Missing,
            { IsReady: true } => null,
            { Misfit: { } misfit } => IndexRefusal.Mismatch(index, misfit),
            _ => await MapAsync(index, state.IsConcrete, field, cancellationToken),
        };
    }

    private async ValueTask<EngineFamily?> FamilyAsync(CancellationToken cancellationToken) => _family ??= await findFamily(cancellationToken);

    private async Task<(IndexState? State, IndexRefusal? Refusal)> LookAsync(string index, EmbeddingField field, CancellationToken cancellationToken)
    {
        var target = $"/{Uri.EscapeDataString(index)}?filter_path={Uri.EscapeDataString(IndexAnswer.FilterPath(field))}";
        var answer = await calls.SendAsync(new(HttpMethod.Get, target), cancellationToken);
        var state = answer.IsSuccess ? IndexAnswer.Read(answer.Body, index, mappings => EmbeddingMappingCheck.Compare(mappings, _family!.Value, field, dimensions), field) : null;
        return (state, state is null ? IndexRefusal.Of(answer) : null);
    }

    private async Task<IndexRefusal?> MapAsync(string index, bool isConcrete, EmbeddingField field, CancellationToken cancellationToken)
    {
        var target = $"/{Uri.EscapeDataString(index)}/_mapping";
        var body = EmbeddingMapping.PutBody(_family!.Value, field, dimensions);
        var answer = await calls.SendAsync(new(HttpMethod.Put, target, body), cancellationToken);
        if (answer.Status == 400 && !isConcrete)
        {
            // An older index behind the alias or data stream has something else by that name. Only the one that is written to has to fit.
            answer = await calls.SendAsync(new(HttpMethod.Put, target + "?write_index_only=true", body), cancellationToken);
        }

        return answer.IsSuccess ? null : IndexRefusal.Of(answer);
    }
}
