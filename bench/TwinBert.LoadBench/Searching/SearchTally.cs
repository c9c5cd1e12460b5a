using System.Collections.Concurrent;
using TwinBert.Protocol;

namespace TwinBert.LoadBench.Searching;

/// <summary>What one way gave, slice by slice. Searches of a slice are counted by several threads, slices follow each other.</summary>
internal sealed class SearchTally
{
    private readonly List<double> _all = [];
    private readonly List<double> _medians = [];
    private readonly ConcurrentDictionary<string, int> _answers = new(StringComparer.Ordinal);
    private ConcurrentBag<double> _slice = [];
    private double _seconds;

    /// <summary>What the way's proxy did for it.</summary>
    public ProxyWork Work { get; private set; }

    /// <summary>All searches, in milliseconds, the fastest first.</summary>
    public IReadOnlyList<double> Times => [.. _all.Order()];

    /// <summary>The median of each slice, in milliseconds.</summary>
    public IReadOnlyList<double> Medians => _medians;

    /// <summary>Searches in a second.</summary>
    public double Throughput => _all.Count / _seconds;

    /// <summary>How the sidecar's answers came about, each with how often.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>Counts a search.</summary>
    public void Count(TimeSpan time, string? verdict)
    {
        _slice.Add(time.TotalMilliseconds);
        if (verdict is not null && RerankVerdict.TryParse(verdict, out var read))
        {
            _answers.AddOrUpdate(read.Plan ?? read.Reason?.Name ?? read.Status.Name, 1, (_, count) => count + 1);
        }
    }

    /// <summary>Ends a slice.</summary>
    public void End(TimeSpan took, ProxyWork work)
    {
        _all.AddRange(_slice);
        _medians.Add(_slice.Order().ElementAt(_slice.Count / 2));
        _slice = [];
        _seconds += took.TotalSeconds;
        Work = Work.And(work);
    }
}
