namespace TwinBert.Evaluation.Metrics;

/// <summary>What a judgement is worth in <see cref="Ndcg"/>.</summary>
public enum Gain
{
    /// <summary>The grade itself; the default here, and what <c>trec_eval</c> and BEIR's own evaluation use.</summary>
    Linear,

    /// <summary>2^grade − 1: grade 3 is worth seven times grade 1.</summary>
    Exponential,
}
