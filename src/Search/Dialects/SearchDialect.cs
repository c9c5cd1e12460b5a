using TwinBert.Search.Json;

namespace TwinBert.Search.Dialects;

/// <summary>
/// How one family of engines answers when it is asked for the vectors of its hits, by doc values. Immutable and thread-safe.
/// </summary>
public abstract class SearchDialect
{
    private static readonly Version VectorsLeftOut = new(9, 2);

    private protected SearchDialect(EngineFamily family, Version version)
    {
        Family = family;
        Version = version;
    }

    /// <summary>The engine's family.</summary>
    public EngineFamily Family { get; }

    /// <summary>The engine's version; 0.0 where it is not known.</summary>
    public Version Version { get; }

    /// <summary>
    /// Whether the engine leaves vectors out of <c>_source</c>, re-serialising it, unless a request says otherwise: Elasticsearch from 9.2.
    /// </summary>
    public bool LeavesVectorsOut => Family == EngineFamily.Elasticsearch && Version >= VectorsLeftOut;

    /// <summary>The dialect of a family.</summary>
    /// <param name="family">The engine's family.</param>
    /// <param name="version">The engine's version; without it nothing is assumed that only newer engines understand.</param>
    public static SearchDialect For(EngineFamily family, Version? version = null) => family == EngineFamily.OpenSearch
        ? new OpenSearchDialect(version ?? new Version(0, 0))
        : new ElasticsearchDialect(version ?? new Version(0, 0));

    /// <summary>Reads the value that came for the vector; the cursor stands before it and, if the value is one, behind it afterwards.</summary>
    /// <param name="cursor">Where the value is.</param>
    /// <param name="vector">Receives the components; its length is the one expected.</param>
    /// <returns>Whether there was a vector of that length with components in range; if not, the cursor may stand anywhere.</returns>
    internal abstract bool TryReadVector(ref JsonCursor cursor, Span<sbyte> vector);
}
