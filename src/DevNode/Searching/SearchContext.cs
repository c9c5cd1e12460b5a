using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Searching;

/// <summary>Snapshots kept between requests, with what a scroll still has to give.</summary>
internal sealed class SearchContext(string id, IReadOnlyList<Snapshot> snapshots) : IDisposable
{
    public string Id { get; } = id;

    public IReadOnlyList<Snapshot> Snapshots { get; } = snapshots;

    /// <summary>The scroll's search; null for a point in time.</summary>
    public SearchRequest? Scroll { get; init; }

    /// <summary>How many hits the scroll has given.</summary>
    public int Given { get; set; }

    /// <summary>All hits of the scroll, found at its start.</summary>
    public SearchResult? Result { get; set; }

    public TimeSpan KeepAlive { get; set; }

    public long LastUsed { get; set; }

    public void Dispose()
    {
        foreach (var snapshot in Snapshots)
        {
            snapshot.Dispose();
        }
    }
}

/// <summary>A context in use by one request, which disposes it: closing the context meanwhile does not take the snapshots away.</summary>
internal sealed class SearchLease : IDisposable
{
    public SearchLease(SearchContext context)
    {
        Context = context;
        Snapshots = [.. context.Snapshots.Select(snapshot => snapshot.Acquire())];
    }

    public SearchContext Context { get; }

    public IReadOnlyList<Snapshot> Snapshots { get; }

    public void Dispose()
    {
        foreach (var snapshot in Snapshots)
        {
            snapshot.Dispose();
        }
    }
}
