using System.Diagnostics.CodeAnalysis;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Encoders;

/// <summary>
/// The queries of a request's searches: known, on their way through an encoder, refused, or not begun because the engine does not know the caller yet.
/// What it shows of others' searches is only kept and counted once the engine has answered. Belongs to one request.
/// </summary>
/// <param name="encoders">Where the encoders are.</param>
/// <param name="caller">Whose searches they are.</param>
/// <param name="cancellationToken">Ends with the request.</param>
internal sealed class QueryEncodings(QueryEncoders encoders, CallerKey caller, CancellationToken cancellationToken)
{
    private readonly Dictionary<QueryKey, Task<QueryEmbedding?>> _begun = [];
    private HashSet<QueryKey>? _recalled;
    private readonly HashSet<QueryKey> _answered = [];
    private Dictionary<QueryKey, RerankReason>? _refused;
    private HashSet<QueryEncoding>? _late;

    /// <summary>The embedding of a query that was begun and not refused; <see langword="null"/> where its encoder is passed over.</summary>
    public Task<QueryEmbedding?> this[QueryKey query] => _begun[query];

    /// <summary>Begins with queries that were not begun yet: takes what is known, and has the rest encoded, each once.</summary>
    /// <param name="queries">The queries, in the order in which they are wanted.</param>
    public void Begin(IEnumerable<QueryKey> queries)
    {
        List<QueryKey>? unknown = null;
        foreach (var query in queries)
        {
            if (_begun.ContainsKey(query))
            {
                continue;
            }

            if (query.Model.QueryCache?.Recall(query.Text) is { } known)
            {
                (_recalled ??= []).Add(query);
                _begun.Add(query, Task.FromResult<QueryEmbedding?>(known));
            }
            else if (unknown?.Contains(query) != true)
            {
                (unknown ??= []).Add(query);
            }
        }

        // Nearly always one model's.
        while (unknown is { Count: > 0 })
        {
            unknown = Begin(unknown);
        }
    }

    // Begins with those of the first one's model, and gives the others.
    private List<QueryKey>? Begin(List<QueryKey> unknown)
    {
        var model = unknown[0].Model;
        var ofModel = unknown.TrueForAll(query => ReferenceEquals(query.Model, model))
            ? unknown
            : unknown.FindAll(query => ReferenceEquals(query.Model, model));
        if (encoders.Of(model).TryStart(ofModel, _begun, caller, cancellationToken) is { } reason)
        {
            ofModel.ForEach(query => (_refused ??= [])[query] = reason);
        }

        return ReferenceEquals(ofModel, unknown) ? null : unknown.FindAll(query => !ReferenceEquals(query.Model, model));
    }

    /// <summary>The engine has answered searches with success: begins with what was put off until then, and keeps and counts what may be.</summary>
    /// <param name="queries">The searches' queries.</param>
    public void Answered(IReadOnlyCollection<QueryKey> queries)
    {
        if (queries.Count == 0)
        {
            return;
        }

        encoders.Callers.Add(caller);
        Begin(queries);
        foreach (var query in queries)
        {
            if (!_begun.ContainsKey(query) || !_answered.Add(query))
            {
                continue;
            }

            var isKnown = _recalled?.Contains(query) == true;
            query.Model.QueryCache?.Count(isKnown);
            if (!isKnown)
            {
                QueryEncoding.KeepWhenDone(query, _begun[query]);
            }
        }
    }

    /// <summary>
    /// Notes that the time was over before a query had come out of its encoder. That speaks against the encoder once in a request, whatever number of its
    /// searches waited, and not at all where another query of it came out: then it was only many.
    /// </summary>
    /// <param name="query">The query.</param>
    public async ValueTask CountLateAsync(QueryKey query)
    {
        var encoder = encoders.Of(query.Model);
        if (!(_late ??= []).Add(encoder))
        {
            return;
        }

        foreach (var (begun, encoding) in _begun)
        {
            var isEncoded = ReferenceEquals(begun.Model, query.Model) && _recalled?.Contains(begun) != true && encoding.IsCompletedSuccessfully;
            if (isEncoded && await encoding is not null)
            {
                return;
            }
        }

        encoder.CountTimeout();
    }

    /// <summary>Whether a query is refused; one that is put off is not.</summary>
    public bool Refuses(QueryKey query, [NotNullWhen(true)] out RerankReason? reason)
    {
        reason = !_begun.ContainsKey(query) && _refused is not null && _refused.TryGetValue(query, out var refusal) ? refusal : null;
        return reason is not null;
    }
}

/// <summary>A query that is to be encoded. Models are told apart as objects.</summary>
/// <param name="Model">By which model.</param>
/// <param name="Text">Its text.</param>
internal readonly record struct QueryKey(ServedModel Model, string Text)
{
    /// <inheritdoc/>
    public bool Equals(QueryKey other) => ReferenceEquals(Model, other.Model) && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);
}
