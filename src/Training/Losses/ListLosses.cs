using static TorchSharp.torch;

namespace TwinBert.Training.Losses;

/// <summary>Losses of logits, [queries, documents], against what is known of the pairs; each a mean, and zero where nothing is known.</summary>
internal static class ListLosses
{
    private const float Hidden = -1e4f;
    private const double ListShare = 0.5;

    /// <summary>Binary cross-entropy against the teacher's probability σ(z/T).</summary>
    public static Tensor Pairs(Tensor logits, ListTargets targets, double temperature) =>
        Mean(BinaryCrossEntropy(logits, (targets.Scores / temperature).sigmoid()), targets.Weights);

    /// <summary>Kullback-Leibler divergence from softmax(z/T) over each query's documents: KL(teacher ‖ student).</summary>
    public static Tensor Lists(Tensor logits, ListTargets targets, double temperature)
    {
        var hidden = (1 - targets.Known) * Hidden;
        var wanted = nn.functional.log_softmax((targets.Scores / temperature) + hidden, 1);
        var had = nn.functional.log_softmax((logits * targets.Known) + hidden, 1);
        return (wanted.exp() * (wanted - had) * targets.Known).sum(1).mean();
    }

    /// <summary>
    /// The mean of ((lᵢ − lⱼ) − (zᵢ − zⱼ)/T)² over all pairs of documents of a query (Hofstätter et al. 2020), which is twice the variance of l − z/T.
    /// </summary>
    public static Tensor Margins(Tensor logits, ListTargets targets, double temperature)
    {
        var errors = (logits - (targets.Scores / temperature)) * targets.Known;
        var means = errors.sum(1, keepdim: true) / targets.Known.sum(1, keepdim: true).clamp_min(1);
        return 2 * Mean((errors - means).square(), targets.Weights);
    }

    /// <summary>
    /// Binary cross-entropy against human judgements, unjudged documents counting as irrelevant, and half the cross-entropy of each list, in which
    /// relevant documents share the probability.
    /// </summary>
    public static Tensor Labels(Tensor logits, ListTargets targets)
    {
        var relevant = targets.Relevant * targets.Known;
        var shares = relevant / relevant.sum(1, keepdim: true).clamp_min(1);
        var likelihoods = nn.functional.log_softmax((logits * targets.Known) + ((1 - targets.Known) * Hidden), 1);
        return Mean(BinaryCrossEntropy(logits, relevant), targets.Known) - (ListShare * (shares * likelihoods).sum(1).mean());
    }

    /// <summary>Binary cross-entropy of the pairs of which nothing is known, as irrelevant ones.</summary>
    public static Tensor Strangers(Tensor logits, ListTargets targets) =>
        Mean(BinaryCrossEntropy(logits, zeros_like(logits)), (1 - targets.Known) * (1 - targets.Relevant));

    private static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets) =>
        nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: nn.Reduction.None);

    private static Tensor Mean(Tensor values, Tensor weights) => (values * weights).sum() / weights.sum().clamp_min(1);
}
