namespace TwinBert.Search.Dialects;

/// <summary>The two families of engines; where they differ, a dialect says how.</summary>
public enum EngineFamily
{
    /// <summary>Elasticsearch 8 and 9, and the embedded node.</summary>
    Elasticsearch,

    /// <summary>OpenSearch 2 and later.</summary>
    OpenSearch,
}
