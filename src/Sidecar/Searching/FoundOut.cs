using BitFaster.Caching.Lru;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// What was found out about indices, by the name that clients give them, and when. Of very many names, those that were not searched for longest are forgotten.
/// Thread-safe.
/// </summary>
/// <typeparam name="T">What there is to know.</typeparam>
internal sealed class FoundOut<T>(TimeProvider time)
    where T : class
{
    private const int Most = 1_000;
    private readonly FastConcurrentLru<string, Finding> _findings = new(Environment.ProcessorCount, Most, StringComparer.Ordinal);

    /// <summary>All that is known.</summary>
    public IEnumerable<(string Indices, T Known)> All =>
        _findings.Where(finding => finding.Value.Known is not null).Select(finding => (finding.Key, finding.Value.Known!));

    /// <summary>What is known; <see langword="null"/> for nothing yet.</summary>
    public T? Find(string indices) => _findings.TryGet(indices, out var finding) ? finding.Known : null;

    /// <summary>Whether it is to be found out now, because nobody has asked for a while. What was known holds on meanwhile.</summary>
    /// <param name="indices">The name.</param>
    /// <param name="period">How long what is known, or that nothing is, is left alone.</param>
    public bool TryBegin(string indices, Func<T?, TimeSpan> period)
    {
        var finding = _findings.TryGet(indices, out var kept) ? kept : null;
        if (finding is not null && time.GetElapsedTime(finding.Since) < period(finding.Known))
        {
            return false;
        }

        Keep(indices, finding?.Known);
        return true;
    }

    /// <summary>Keeps what was found out.</summary>
    public void Keep(string indices, T? known) => _findings.AddOrUpdate(indices, new(time.GetTimestamp(), known));

    private sealed record Finding(long Since, T? Known);
}
