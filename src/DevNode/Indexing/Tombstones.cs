namespace TwinBert.DevNode.Indexing;

/// <summary>
/// Remembers the versions of the documents deleted last, so that a document written again goes on counting. Not thread-safe: the index locks.
/// </summary>
internal sealed class Tombstones
{
    private const int Capacity = 10_000;
    private readonly Dictionary<string, long> _versions = [];
    private readonly Queue<string> _order = [];

    public void Add(string id, long version)
    {
        if (!_versions.ContainsKey(id))
        {
            _order.Enqueue(id);
        }

        _versions[id] = version;
        if (_order.Count > Capacity)
        {
            _versions.Remove(_order.Dequeue());
        }
    }

    /// <summary>The last version of a deleted document; 0 if it is not known.</summary>
    public long Version(string id) => _versions.GetValueOrDefault(id);

    /// <summary>Forgets a document that was written again. Its place in the order stays until its turn.</summary>
    public void Remove(string id) => _versions.Remove(id);
}
