using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BitFaster.Caching.Lru;

namespace TwinBert.Sidecar.PointsInTime;

/// <summary>
/// The points in time that were opened through this sidecar, and what each of them is of: a search that reads one names no index. Only a hash of an id is held;
/// of very many, those that were not read for longest are forgotten, and so is one that was not read for a day, which is as long as engines keep one unless an
/// operator lets them. Thread-safe.
/// </summary>
internal sealed class OpenPoints(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(1);
    private readonly FastConcurrentLru<UInt128, Point> _points = new(Most);

    /// <summary>One was opened.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="indices">The index expression that it is of.</param>
    public void Add(string id, string indices) => _points.AddOrUpdate(HashOf(id), new(indices, time.GetTimestamp()));

    /// <summary>What one is of; <see langword="null"/> where that is not known.</summary>
    /// <param name="id">Its id.</param>
    public string? Find(string id)
    {
        var hash = HashOf(id);
        if (!_points.TryGet(hash, out var point) || time.GetElapsedTime(point.ReadAt) > KnownFor)
        {
            return null;
        }

        _points.AddOrUpdate(hash, point with { ReadAt = time.GetTimestamp() });
        return point.Indices;
    }

    private static UInt128 HashOf(string id) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private sealed record Point(string Indices, long ReadAt);
}
