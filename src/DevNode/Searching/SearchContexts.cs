using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;

namespace TwinBert.DevNode.Searching;

/// <summary>The open points in time and scrolls of a node. They end when asked to, or unused for as long as they were wanted. Thread-safe.</summary>
internal sealed class SearchContexts(IdentifierSource identifiers, TimeProvider time) : IDisposable
{
    private const int MaxOpen = 500;
    private static readonly TimeSpan MaxKeepAlive = TimeSpan.FromHours(24);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SearchContext> _open = [];

    /// <summary>Keeps snapshots; takes over their disposal, also when it refuses.</summary>
    public SearchLease Open(IReadOnlyList<Snapshot> snapshots, TimeSpan keepAlive, SearchRequest? scroll)
    {
        SearchLease lease;
        var context = new SearchContext(identifiers.Next() + identifiers.Next(), snapshots) { Scroll = scroll };
        try
        {
            Touch(context, keepAlive);
            lock (_gate)
            {
                Expire();
                if (_open.Count >= MaxOpen)
                {
                    throw new EngineException(429, "too_many_scroll_contexts_exception",
                        $"Trying to create too many search contexts. Must be less than or equal to: [{MaxOpen}].");
                }

                _open[context.Id] = context;
                lease = new SearchLease(context);
            }
        }
        catch
        {
            context.Dispose();
            throw;
        }

        return lease;
    }

    /// <summary>The context of this identifier, its time begun anew. The caller disposes the lease.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="keepAlive">How much longer it is wanted; null for as long as before.</param>
    public SearchLease Find(string id, TimeSpan? keepAlive)
    {
        lock (_gate)
        {
            Expire();
            var context = _open.GetValueOrDefault(id) ?? throw Missing();
            Touch(context, keepAlive ?? context.KeepAlive);
            return new SearchLease(context);
        }
    }

    /// <summary>Closes a context; false if there is none of this identifier.</summary>
    public bool Close(string id)
    {
        lock (_gate)
        {
            if (!_open.Remove(id, out var context))
            {
                return false;
            }

            context.Dispose();
            return true;
        }
    }

    /// <summary>Closes all scrolls and says how many there were.</summary>
    public int CloseScrolls()
    {
        lock (_gate)
        {
            return _open.Values.Where(c => c.Scroll is not null).Select(c => c.Id).ToList().Count(Close);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var context in _open.Values)
            {
                context.Dispose();
            }

            _open.Clear();
        }
    }

    private void Touch(SearchContext context, TimeSpan keepAlive)
    {
        if (keepAlive > MaxKeepAlive)
        {
            throw EngineErrors.IllegalArgument(
                $"Keep alive for request ({keepAlive.TotalHours}h) is too large. It must be less than (1d). This limit can be set by changing the "
                    + "[search.max_keep_alive] cluster level setting.");
        }

        context.KeepAlive = keepAlive;
        context.LastUsed = time.GetTimestamp();
    }

    private void Expire()
    {
        foreach (var context in _open.Values.Where(c => time.GetElapsedTime(c.LastUsed) > c.KeepAlive).ToList())
        {
            _open.Remove(context.Id);
            context.Dispose();
        }
    }

    private static EngineException Missing() => new(404, "search_context_missing_exception", "No search context found for this id");
}
