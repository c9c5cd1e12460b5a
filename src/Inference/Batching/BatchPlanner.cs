using TwinBert.Model.Tokenization;

namespace TwinBert.Inference.Batching;

/// <summary>Puts texts of like length together, so that little of a batch is padding. Thread-safe.</summary>
/// <param name="tokenBudget">The most tokens in a batch, padding included; a longer text is a batch of its own.</param>
/// <param name="mostTexts">The most texts in a batch.</param>
internal sealed class BatchPlanner(int tokenBudget, int mostTexts)
{
    /// <summary>The indices of the texts of each batch. The longest come first: they would keep the others waiting if they came last.</summary>
    public IReadOnlyList<ArraySegment<int>> Plan(IReadOnlyList<TokenSequence> texts)
    {
        var order = Enumerable.Range(0, texts.Count).OrderByDescending(text => texts[text].Length).ToArray();
        var batches = new List<ArraySegment<int>>();
        for (var start = 0; start < order.Length;)
        {
            var width = texts[order[start]].Length;
            var count = Math.Clamp(tokenBudget / width, 1, Math.Min(mostTexts, order.Length - start));
            batches.Add(new(order, start, count));
            start += count;
        }

        return batches;
    }
}
