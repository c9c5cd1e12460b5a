namespace TwinBert.Evaluation.Trec;

/// <summary>What the scores of a run are.</summary>
public enum RunScale
{
    /// <summary>Numbers that only order. Such a run is ranked alone.</summary>
    Raw,

    /// <summary>Logits z of a classifier, such as a cross-encoder: blended with BM25 as the similarity s = 2σ(z) − 1.</summary>
    Logit,

    /// <summary>Similarities in [−1, 1], blended with BM25 as they are.</summary>
    Similarity,
}
