using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Reranking;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.Sidecar.Searching;

/// <summary>The rerankers of a model, one for each crossing layer. Immutable and thread-safe.</summary>
internal sealed class RerankerTable
{
    private readonly Reranker _preferred;
    private readonly double _modelWeight;
    private readonly Dictionary<string, Reranker> _byCrossing = new(StringComparer.Ordinal);

    /// <summary>Makes the rerankers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="indices">The indices that will be searched.</param>
    /// <exception cref="SidecarStartException">An index names a crossing layer that the model does not have; the message names every such index.</exception>
    public RerankerTable(SidecarModel model, IReadOnlyDictionary<string, IndexOptions> indices)
    {
        _preferred = new(model.Crossing, model.Fingerprint, model.TypicalSimilarity);
        _modelWeight = model.ModelWeight;
        _byCrossing[model.Crossing.Name] = _preferred;
        foreach (var (layer, typical) in model.OtherCrossings)
        {
            _byCrossing[layer.Name] = new(layer, model.Fingerprint, typical);
        }

        var unknown = indices.Where(index => index.Value.Crossing is { } crossing && !_byCrossing.ContainsKey(crossing)).ToList();
        if (unknown.Count > 0)
        {
            var problems = string.Join("; ", unknown.Select(index => $"Indices:{index.Key}:Crossing is '{index.Value.Crossing}'"));
            throw new SidecarStartException(
                $"{problems}, and the model package has: {string.Join(", ", _byCrossing.Keys)}. Name one of these, leave it out for the package's first, "
                    + "or name another package with Model.");
        }
    }

    /// <summary>The names of the crossing layers.</summary>
    public IReadOnlyCollection<string> Crossings => _byCrossing.Keys;

    /// <summary>Reranks the engine's hits as the settings of their index say.</summary>
    /// <param name="search">The search.</param>
    /// <param name="response">The engine's hits.</param>
    /// <param name="query">The query's embedding.</param>
    public RerankResult Rerank(EligibleSearch search, SearchResponse response, QueryEmbedding query) => For(search.Index).Rerank(new()
    {
        Query = query,
        Hits = response.Hits,
        Window = search.Request.Window,
        ModelWeight = search.Index.ModelWeight ?? _modelWeight,
        Scores = ScoreContracts.Named(search.Index.Scores),
    });

    private Reranker For(IndexOptions index) => index.Crossing is { } crossing ? _byCrossing[crossing] : _preferred;
}
