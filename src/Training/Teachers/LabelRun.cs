using TwinBert.Training.Corpus;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Teachers;

/// <summary>Lets a trained teacher score pairs of a dataset: judged ones, and the best that BM25 found and nobody judged.</summary>
/// <param name="teacher">The teacher.</param>
/// <param name="source">The dataset.</param>
/// <param name="plan">Which pairs, and where the scores go.</param>
/// <param name="display">Shows progress.</param>
internal sealed class LabelRun(IPairTeacher teacher, DatasetSource source, LabelPlan plan, IRunDisplay display)
{
    private const int Seed = 1;

    /// <summary>Runs to the end, from where the file stands.</summary>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many pairs have a score.</returns>
    public int Run(CancellationToken cancellationToken)
    {
        var corpus = (teacher.Limits is { } limits ? source with { QueryTokens = limits.Query } : source).Read(teacher.Tokenizer, cancellationToken);
        using var miner = new CandidateMiner(corpus, Math.Max(CandidateMiner.DefaultTop, plan.Unjudged)) { Cache = plan.Cache };
        var sets = plan.Splits.Select(split => TrainingSet.Read(corpus, split, miner, cancellationToken)).ToArray();
        var pairs = PairList.Of(sets, plan.Judged ?? int.MaxValue, plan.Unjudged, Seed).Take(plan.Limit ?? int.MaxValue).ToArray();
        using var scores = ScoreFile.Open(plan.File, teacher.Name);
        new Labeller(teacher, corpus).Run(pairs, scores, display.Count("labelling", pairs.Length), cancellationToken);
        if (plan.RunFile is not null)
        {
            TeacherRanking.Write(plan.RunFile, plan.File, pairs, corpus.Ids, teacher.Name.Name);
        }

        return scores.Count;
    }
}
