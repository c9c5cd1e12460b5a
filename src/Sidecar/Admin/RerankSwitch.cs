using System.Collections.Immutable;

namespace TwinBert.Sidecar.Admin;

/// <summary>Whether searches are reranked, as operators say while the sidecar runs: all of them, and those of each entry. Thread-safe.</summary>
internal sealed class RerankSwitch
{
    private ImmutableSortedSet<string> _off = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    private volatile bool _isAllOff;

    /// <summary>Whether none is.</summary>
    public bool IsAllOff => _isAllOff;

    /// <summary>The entries whose searches are not, whatever is said of all.</summary>
    public IReadOnlyCollection<string> Off => Volatile.Read(ref _off);

    /// <summary>Whether the searches of an entry are not.</summary>
    public bool IsOff(string entry) => _isAllOff || Volatile.Read(ref _off).Contains(entry);

    /// <summary>Switches.</summary>
    /// <param name="entry">Whose searches; <see langword="null"/> for all.</param>
    /// <param name="isOff">Whether they are left to the engine from now on.</param>
    public void Set(string? entry, bool isOff)
    {
        if (entry is null)
        {
            _isAllOff = isOff;
        }
        else
        {
            ImmutableInterlocked.Update(ref _off, static (off, change) => change.isOff ? off.Add(change.entry) : off.Remove(change.entry), (entry, isOff));
        }
    }
}
