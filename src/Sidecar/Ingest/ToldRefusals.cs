namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// What was logged about which index, so that a reason is logged once for an index and not with every write. Bounded: of very many, the oldest are
/// forgotten, and may be told again. Thread-safe.
/// </summary>
internal sealed class ToldRefusals
{
    private const int Most = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Index, WriteOutcome Reason)> _told = [];
    private readonly Queue<(string Index, WriteOutcome Reason)> _order = [];

    public bool Contains(string index, WriteOutcome reason)
    {
        lock (_lock)
        {
            return _told.Contains((index, reason));
        }
    }

    public void Add(string index, WriteOutcome reason)
    {
        lock (_lock)
        {
            if (!_told.Add((index, reason)))
            {
                return;
            }

            _order.Enqueue((index, reason));
            if (_order.Count > Most)
            {
                _told.Remove(_order.Dequeue());
            }
        }
    }
}
