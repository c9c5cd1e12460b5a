namespace TwinBert.DevNode.Errors;

/// <summary>
/// A request that the node refuses, in the engine's own terms. The engine reports every failure as a typed exception that unwinds to the request
/// or to the bulk item; the node does the same, so that a failure found deep inside a query keeps its type and reason. Turned into an answer in two
/// places only: the HTTP pipeline and the bulk loop.
/// </summary>
/// <param name="status">The HTTP status, 400 to 503.</param>
/// <param name="type">The engine's name of the error, for example <c>index_not_found_exception</c>.</param>
/// <param name="reason">The sentence for people.</param>
internal sealed class EngineException(int status, string type, string reason) : Exception(reason)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public string Reason { get; } = reason;

    /// <summary>The index that the error is about, if it is about one.</summary>
    public string? Index { get; init; }

    /// <summary>The identifier of that index.</summary>
    public string? IndexUuid { get; init; }

    /// <summary>Further members of the error object, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Details { get; init; } = [];

    /// <summary>The error underneath, shown as <c>caused_by</c>.</summary>
    public EngineException? Cause { get; init; }

    /// <summary>What <c>root_cause</c> shows where it is not this error itself.</summary>
    public EngineException? RootCause { get; init; }

    /// <summary>Set for a failure on a shard while searching: the answer then has the engine's list of failed shards.</summary>
    public bool IsSearchPhase { get; init; }
}
