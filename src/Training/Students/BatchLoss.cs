using TwinBert.Training.Heads;
using TwinBert.Training.Losses;
using TwinBert.Training.Sampling;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>The loss of a head on a batch of lists.</summary>
/// <param name="head">The head.</param>
/// <param name="losses">What counts how much.</param>
internal sealed class BatchLoss(CrossingHead head, StudentLosses losses)
{
    /// <summary>The weighted sum of the losses.</summary>
    /// <param name="batch">What is known.</param>
    /// <param name="queries">The embeddings of the batch's queries: [queries, D].</param>
    /// <param name="documents">The embeddings of its documents, rounded to bytes: [documents, D].</param>
    public Tensor Of(ListBatch batch, Tensor queries, Tensor documents)
    {
        var needsAll = losses.WholeBatch || losses.InBatch > 0;
        var (all, allTargets) = needsAll
            ? (head.Pairs(queries, documents), ListTargets.Of(batch.AllScores, batch.AllGrades, batch.Queries.Count, batch.AllWeights))
            : default;
        var loss = losses.WholeBatch
            ? Known(all!, allTargets!)
            : Known(head.Lists(queries, documents, Places(batch)), ListTargets.Of(batch.Scores, batch.Grades, batch.Queries.Count, batch.Weights));
        return losses.InBatch > 0 ? loss + (losses.InBatch * ListLosses.Strangers(all!, allTargets!)) : loss;
    }

    private static Tensor Places(ListBatch batch) => tensor(batch.Places.Select(place => (long)place).ToArray(), [batch.Queries.Count, batch.Width]);

    private Tensor Known(Tensor logits, ListTargets targets)
    {
        var loss = zeros(1);
        if (losses.Pairs > 0)
        {
            loss += losses.Pairs * ListLosses.Pairs(logits, targets, losses.Temperature);
        }

        if (losses.Lists > 0)
        {
            loss += losses.Lists * ListLosses.Lists(logits, targets, losses.Temperature);
        }

        if (losses.Margins > 0)
        {
            loss += losses.Margins * ListLosses.Margins(logits, targets, losses.Temperature);
        }

        return losses.Labels > 0 ? loss + (losses.Labels * ListLosses.Labels(logits, targets)) : loss;
    }
}
