namespace TwinBert.Reranking;

/// <summary>
/// What <c>_score</c> says after reranking. In every contract scores are finite, descend with the order, and do not fall below those behind the window.
/// </summary>
public enum ScoreContract
{
    /// <summary>
    /// The blend of engine and model, which the order follows, on the engine's scale: a hit of typical similarity keeps its score, but for the factor by which
    /// a full window is raised above what may lie behind it.
    /// </summary>
    Fused,

    /// <summary>
    /// The model's similarity plus one, 0 to 2, which the order follows: the engine only chooses the window. Where the window is full, hits may lie
    /// behind it with scores of another scale, so all are raised by the engine's score of the window's last hit.
    /// </summary>
    Model,

    /// <summary>The engine's own scores, dealt out in the order of the blend: thresholds and progress bars made for the engine's scale keep working.</summary>
    RankPreserving,
}
