using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Sees to it, for each write request and index, that the index maps the embedding object before a document with one is sent to it: so the engine
/// never maps it by guessing, and never refuses a document for it. With the caller's credentials, and never remembered beyond the request, because an
/// index may have been deleted a moment ago; for a request that takes long, not beyond a second either, and not beyond a moment at its end.
/// <list type="number">
/// <item>Look at the index.</item>
/// <item>If there is none, let the engine make it, as it would for the write itself: its own templates, data streams and rules decide.</item>
/// <item>Add what its mapping lacks.</item>
/// </list>
/// Not thread-safe: it belongs to one request.
/// </summary>
/// <param name="calls">Calls with the caller's credentials.</param>
/// <param name="detach">The same, for calls that may go on when the caller's request is over.</param>
/// <param name="findFamily">Finds out which family of engines answers.</param>
/// <param name="time">Says when an index has to be looked at again.</param>
internal sealed class EmbeddingMappingGuard(
    IClusterCalls calls,
    Func<IClusterCalls> detach,
    Func<CancellationToken, ValueTask<EngineFamily?>> findFamily,
    TimeProvider time)
{
    // A look costs a millisecond or two: under a per cent of the time while a request is on its way.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // Before a request ends, when engines begin with it: as long as an index that was dropped may go unnoticed, beside what the engine needs to begin.
    private static readonly TimeSpan FreshAtTheEnd = TimeSpan.FromMilliseconds(20);

    // Bounds what a request to very many indices pays for in one go; the others' turn comes with the next batch.
    private const int MostAtOnce = 16;

    // An update of a document that is not there makes the engine create the index as for any write, and then writes nothing.
    private static readonly byte[] Probe = """
        {"update":{"_id":"__twinbert_probe__"}}
        {"doc":{}}

        """u8.ToArray();

    private readonly Dictionary<(string Index, bool RequireAlias, EmbeddingShape Shape), Ensured> _ensured = [];
    private readonly Dictionary<(string Index, EmbeddingShape Shape), (IndexState? State, long Since)> _mapped = [];
    private EngineFamily? _family;

    /// <summary>Finds out the engine's family.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<EngineFamily?> FindFamilyAsync(CancellationToken cancellationToken) => _family ??= await findFamily(cancellationToken);

    /// <summary>Makes an index ready for embeddings.</summary>
    /// <param name="index">The index, alias or data stream.</param>
    /// <param name="requireAlias">Whether the write may only go to an alias.</param>
    /// <param name="shape">What its mapping has to have.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns><see langword="null"/> when it is ready, or why it is not.</returns>
    public async ValueTask<IndexRefusal?> EnsureAsync(string index, bool requireAlias, EmbeddingShape shape, CancellationToken cancellationToken)
    {
        if (!_ensured.TryGetValue((index, requireAlias, shape), out var ensured))
        {
            ensured = await PrepareAsync(index, requireAlias, shape, cancellationToken);
            _ensured[(index, requireAlias, shape)] = ensured;
        }

        return ensured.Refusal;
    }

    /// <summary>How vectors are spelled in an index that is ready, or that was looked at.</summary>
    /// <param name="index">The index, alias or data stream.</param>
    /// <param name="requireAlias">Whether the write may only go to an alias.</param>
    /// <param name="served">How its documents are embedded.</param>
    public VectorSpelling SpellingFor(string index, bool requireAlias, ServedIndex served) => VectorSpellings.Of(
        _family ?? EngineFamily.Elasticsearch,
        _ensured.GetValueOrDefault((index, requireAlias, served.Shape))?.Created ?? _mapped.GetValueOrDefault((index, served.Shape)).State?.Created,
        served.Options.SpellsNumbers());

    /// <summary>
    /// Looks again at the indices that documents with embeddings were sent to, where the last look was a while ago. One that was dropped meanwhile, or
    /// dropped and made anew, gets the mapping before the engine comes to the documents.
    /// </summary>
    /// <param name="isEnd">Whether the engine begins with the request now.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask RefreshAsync(bool isEnd, CancellationToken cancellationToken)
    {
        var fresh = isEnd ? FreshAtTheEnd : Fresh;
        var old = _ensured
            .Where(entry => entry.Value.Refusal is null && time.GetElapsedTime(entry.Value.Since) >= fresh)
            .OrderBy(entry => entry.Value.Since)
            .Take(MostAtOnce)
            .ToArray();
        foreach (var ((index, requireAlias, shape), _) in old)
        {
            _ensured[(index, requireAlias, shape)] = await PrepareAsync(index, requireAlias, shape, cancellationToken);
        }
    }

    /// <summary>Whether an index maps the embedding object already; changes nothing.</summary>
    /// <param name="index">The index, alias or data stream.</param>
    /// <param name="shape">What its mapping has to have.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask<bool> IsMappedAsync(string index, EmbeddingShape shape, CancellationToken cancellationToken)
    {
        if (_ensured.TryGetValue((index, false, shape), out var ensured) && ensured.Refusal is null)
        {
            return true;
        }

        if (!_mapped.TryGetValue((index, shape), out var known) || time.GetElapsedTime(known.Since) >= Fresh)
        {
            var since = time.GetTimestamp();
            known = (await FindFamilyAsync(cancellationToken) is null ? null : (await LookAsync(index, shape, cancellationToken)).State, since);
            _mapped[(index, shape)] = known;
        }

        return known.State is { IsReady: true };
    }

    private async Task<Ensured> PrepareAsync(string index, bool requireAlias, EmbeddingShape shape, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        if (await FindFamilyAsync(cancellationToken) is null)
        {
            return new(since, IndexRefusal.EngineUnknown, Created: null);
        }

        // 1. Look at the index.
        var (state, refusal) = await LookAsync(index, shape, cancellationToken);

        // 2. If there is none, let the engine make it. Where an alias is required, it makes none.
        if (refusal?.Outcome == WriteOutcome.IndexMissing && !requireAlias)
        {
            await calls.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_bulk", Probe, ClusterCall.Ndjson), cancellationToken);
            (state, refusal) = await LookAsync(index, shape, cancellationToken);
        }

        // 3. Add what its mapping lacks.
        refusal = state switch
        {
            null => refusal,
            { IsConcrete: true } when requireAlias => IndexRefusal.Missing,
            { IsReady: true } => null,
            { Misfit: { } misfit } => IndexRefusal.Mismatch(index, misfit),
            _ => await new MappingAddition(detach(), _family!.Value, shape.Dimensions).AddAsync(index, shape.Field, cancellationToken) is { } unmapped
                ? IndexRefusal.Of(unmapped)
                : null,
        };
        return new(since, refusal, state?.Created);
    }

    private async Task<(IndexState? State, IndexRefusal? Refusal)> LookAsync(string index, EmbeddingShape shape, CancellationToken cancellationToken)
    {
        var target = $"/{Uri.EscapeDataString(index)}?filter_path={Uri.EscapeDataString(IndexAnswer.FilterPath(shape.Field))}";
        var answer = await calls.SendAsync(new(HttpMethod.Get, target), cancellationToken);
        var state = answer.IsSuccess
            ? IndexAnswer.Read(
                answer.Body, index, mappings => EmbeddingMappingCheck.Compare(mappings, _family!.Value, shape.Field, shape.Dimensions), shape.Field)
            : null;
        return (state, state is null ? IndexRefusal.Of(answer) : null);
    }

    /// <summary>What is known of an index.</summary>
    /// <param name="Since">When it was looked at.</param>
    /// <param name="Refusal">Why it cannot take embeddings; <see langword="null"/> when it can.</param>
    /// <param name="Created">The version that it was made by; <see langword="null"/> where that is not known.</param>
    private sealed record Ensured(long Since, IndexRefusal? Refusal, int? Created);
}
