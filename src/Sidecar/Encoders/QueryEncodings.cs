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
    private readonly HashSet<QueryKey> _recalled = [];
    private readonly HashSet<QueryKey> _answered = [];
    private readonly Dictionary<QueryKey, RerankReason> _refused = [];
    private readonly HashSet<QueryEncoding> _late = [];

    /// <summary>The embedding of a query that was begun and not refused; <see langword="null"/> where its encoder is passed over.</summary>
    public Task<QueryEmbedding?> this[QueryKey query] => _begun[query];

    /// <summary>Begins with queries that were not begun yet: takes what is known, and has the rest encoded, each once.</summary>
    /// <param name="queries">The queries, in the order in which they are wanted.</param>
    public void Begin(IEnumerable<QueryKey> queries)
    {
        var unknown = new List<QueryKey>();
        foreach (var query in queries.Distinct().Where(query => !_begun.ContainsKey(query)))
        {
            if (query.Model.QueryCache?.Recall(query.Text) is { } known)
            {
                _recalled.Add(query);
                _begun.Add(query, Task.FromResult<QueryEmbedding?>(known));
            }
            else
            {
                unknown.Add(query);
            }
        }

        foreach (var ofModel in unknown.GroupBy(query => encoders.Of(query.Model)))
        {
            if (ofModel.Key.TryStart([.. ofModel], _begun, caller, cancellationToken) is { } reason)
            {
                Array.ForEach([.. ofModel], query => _refused[query] = reason);
            }
        }
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
        if (!queries.All(_begun.ContainsKey))
        {
            Begin(queries);
        }

        foreach (var query in queries.Where(query => _begun.ContainsKey(query) && _answered.Add(query)))
        {
            var isKnown = _recalled.Contains(query);
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
        if (!_late.Add(encoder))
        {
            return;
        }

        foreach (var (begun, encoding) in _begun)
        {
            var isEncoded = ReferenceEquals(begun.Model, query.Model) && !_recalled.Contains(begun) && encoding.IsCompletedSuccessfully;
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
        reason = !_begun.ContainsKey(query) && _refused.TryGetValue(query, out var refusal) ? refusal : null;
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
