using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Encoders;

/// <summary>
/// The way of queries to the encoders of all models. A request takes one place before each encoder that it needs, of those that all encoders share, and where
/// all are taken, or all that its caller may have, it is refused rather than left to wait. What a cache has needs no place and no encoder. A caller whom the
/// engine has not answered yet, or refused last, gets neither before it has. Thread-safe.
/// </summary>
internal sealed class QueryEncoders
{
    private readonly EncodePlaces _places;
    private readonly Dictionary<ServedModel, QueryEncoding> _byModel = new(ReferenceEqualityComparer.Instance);

    public QueryEncoders(IEnumerable<ServedModel> models, KnownCallers callers, LimitOptions limits, TimeProvider time)
    {
        Callers = callers;
        _places = new(limits.MaxPendingEncodings, time);
        foreach (var model in models)
        {
            // The order of the limits, from the request to the encoder: what is recalled needs no place (QueryEncodings), what is admitted has one
            // (QueryEncoding), and a place does not help where the encoder is passed over. What the model brings is measured.
            var breaking = new BreakingQueryEncoder(model.Queries, new(limits.BreakAfterFailures, limits.BreakDuration, time));
            _byModel[model] = new(breaking, _places);
        }
    }

    /// <summary>The callers whom the engine answers.</summary>
    public KnownCallers Callers { get; }

    /// <summary>The requests whose queries are in an encoder or wait for it.</summary>
    public int Pending => _places.Taken;

    /// <summary>Whether each model's encoder is used.</summary>
    public IEnumerable<(ServedModel Model, CircuitState State)> States => _byModel.Select(entry => (entry.Key, entry.Value.State));

    /// <summary>The way to a model's encoder.</summary>
    public QueryEncoding Of(ServedModel model) => _byModel[model];

    /// <summary>
    /// Opens the queries of a request. Where the engine answers the caller, they are begun: each once and one after the other, so that a large request
    /// does not stand before everybody else's. Returns at once, even where an encoder works on the calling thread.
    /// </summary>
    /// <param name="queries">The queries, in the order in which they are wanted.</param>
    /// <param name="caller">Whose searches they are.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public QueryEncodings Open(IEnumerable<QueryKey> queries, CallerKey caller, CancellationToken cancellationToken)
    {
        var encodings = new QueryEncodings(this, caller, cancellationToken);
        if (Callers.Contains(caller))
        {
            encodings.Begin(queries);
        }

        return encodings;
    }
}
