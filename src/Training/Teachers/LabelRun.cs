using TwinBert.Evaluation.Beir;
using TwinBert.Training.Data;
using TwinBert.Training.Running;
using TwinBert.Training.Weights;
using TwinBert.Model.Weights;

namespace TwinBert.Training.Teachers;

/// <summary>Lets a trained teacher score pairs of a dataset: all judged ones, and the best that BM25 found and nobody judged.</summary>
/// <param name="teacherFolder">The teacher's run.</param>
/// <param name="source">The dataset.</param>
/// <param name="plan">Which pairs, and where the scores go.</param>
/// <param name="display">Shows progress.</param>
internal sealed class LabelRun(RunFolder teacherFolder, DatasetSource source, LabelPlan plan, IRunDisplay display)
{
    private const int Seed = 1;
    private const int FingerprintLength = 16;

    /// <summary>Runs to the end, from where the file stands.</summary>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>How many pairs have a score.</returns>
    public int Run(CancellationToken cancellationToken)
    {
        var (record, weights) = teacherFolder.Finished();
        if (record is not { Teacher: { } shape, Limits: { } limits })
        {
            throw new DatasetException($"'{teacherFolder.Path}' is the run of {record.Command}, not of a teacher. Give with --teacher a run of the command teacher.");
        }

        var (_, tokenizer) = PretrainedBert.ReadVocabulary(teacherFolder.Vocabulary);
        var corpus = (source with { QueryTokens = limits.Query }).Read(tokenizer, cancellationToken);
        using var miner = new CandidateMiner(corpus, Math.Max(CandidateMiner.DefaultTop, plan.Unjudged)) { Cache = Path.Combine(teacherFolder.Path, "bm25") };
        var sets = plan.Splits.Select(split => TrainingSet.Read(corpus, split, miner, cancellationToken)).ToArray();
        using var teacher = new CrossEncoder(shape, Seed);
        using (var reader = SafetensorsReader.Open(weights))
        {
            PretrainedWeights.Load(teacher.Parameters, reader);
        }

        var pairs = PairList.Of(sets, plan.Unjudged, Seed).Take(plan.Limit ?? int.MaxValue).ToArray();
        var name = Path.GetFileName(Path.GetFullPath(teacherFolder.Path));
        using var scores = ScoreFile.Open(plan.File, new(name, RunFile.Hash(weights)[..FingerprintLength]));
        new Labeller(teacher, corpus, new() { Tokens = limits.Document }).Run(pairs, scores, display.Count("labelling", pairs.Length), cancellationToken);
        if (plan.RunFile is not null)
        {
            TeacherRanking.Write(plan.RunFile, plan.File, pairs, corpus.Ids, name);
        }

        return scores.Count;
    }
}
