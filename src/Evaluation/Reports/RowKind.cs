namespace TwinBert.Evaluation.Reports;

/// <summary>What a row of a report measures.</summary>
public enum RowKind
{
    /// <summary>A random order.</summary>
    Random,

    /// <summary>The engine's order.</summary>
    Bm25,

    /// <summary>A contender's own scores, without BM25.</summary>
    Alone,

    /// <summary>A contender blended with BM25, with the weight that was asked for.</summary>
    Blend,

    /// <summary>A contender blended with BM25, with the weight that was chosen on another split.</summary>
    TunedBlend,

    /// <summary>What searches through the sidecar came back with.</summary>
    Served,
}
