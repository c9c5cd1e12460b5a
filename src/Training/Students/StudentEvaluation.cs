using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;

namespace TwinBert.Training.Students;

/// <summary>The dev metric of a student.</summary>
/// <param name="dev">What it is measured on.</param>
internal sealed class StudentEvaluation(DevQueries dev)
{
    /// <summary>The documents that are ranked, each once, ascending.</summary>
    public IReadOnlyList<int> Documents { get; } =
        [.. dev.Numbers.SelectMany(number => dev.Set.Queries[number].Judged.Select(judged => judged.Document)).Distinct().Order()];

    /// <summary>Embeds all that is ranked, and measures.</summary>
    /// <param name="twin">The encoder; it must not drop anything.</param>
    /// <param name="sources">Its documents.</param>
    /// <param name="head">Its head.</param>
    public double Measure(TwinEncoder twin, IStudentDocuments sources, CrossingHead head)
    {
        using var scorer = StudentScorer.Of(twin, sources, dev.Set, dev.Numbers, Documents, null, CancellationToken.None);
        return Measure(scorer, head);
    }

    /// <summary>Measures a head on embeddings.</summary>
    /// <param name="scorer">Has the embeddings of <see cref="Documents"/> and of the dev queries.</param>
    /// <param name="head">The head.</param>
    public double Measure(StudentScorer scorer, CrossingHead head) =>
        dev.Numbers.Average(number => dev.Ndcg(number, scorer.Score(head, number, [.. dev.Set.Queries[number].Judged.Select(judged => judged.Document)])));
}
