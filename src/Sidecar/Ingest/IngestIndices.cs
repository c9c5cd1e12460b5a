using System.Collections.Concurrent;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Finds how documents of an index are embedded. Thread-safe.</summary>
/// <param name="table">The configured indices.</param>
/// <param name="options">The same, to know whether there are any.</param>
internal sealed class IngestIndices(IndexTable table, TwinBertOptions options)
{
    private readonly ConcurrentDictionary<IndexOptions, IngestIndex> _made = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether no index is configured, so that no write needs a look.</summary>
    public bool IsEmpty => options.Indices.Count == 0;

    /// <summary>The settings of an index, alias or data stream.</summary>
    /// <param name="name">Its name as the client wrote it, unescaped.</param>
    /// <returns>The settings; <see langword="null"/> when it is not configured, or when the name is an expression, to which no engine writes.</returns>
    public IngestIndex? Find(string name) =>
        !name.AsSpan().ContainsAny(',', '*') && table.Find(name) is { } settings ? _made.GetOrAdd(settings, static found => new IngestIndex(found)) : null;
}
