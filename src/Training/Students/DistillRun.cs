using TwinBert.Evaluation.Beir;
using TwinBert.Training.Corpus;
using TwinBert.Training.Files;
using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Students;

/// <summary>
/// Trains a student on a teacher's scores: 1 opens the encoder that it starts as; 2 reads data and scores; 3 trains encoder and head together,
/// or the head alone.
/// </summary>
/// <param name="plan">What is learned.</param>
/// <param name="source">The dataset.</param>
/// <param name="session">The run.</param>
internal sealed class DistillRun(DistillPlan plan, DatasetSource source, RunSession session)
{
    /// <summary>Runs to the end.</summary>
    /// <param name="cancellationToken">Stops after the query, batch or step that runs.</param>
    public void Run(CancellationToken cancellationToken)
    {
        var seed = session.Request.Seed;
        using var student = StudentModel.Open(plan, seed);
        var corpus = source.Read(student.Tokenizer, cancellationToken);
        using var miner = new CandidateMiner(corpus, CandidateMiner.DefaultTop) { Cache = Path.Combine(session.Folder.Path, "bm25") };
        var set = TrainingSet.Read(corpus, plan.Split, miner, cancellationToken);
        var dev = plan.DevSplit is null ? null : DevQueries.Spread(TrainingSet.Read(corpus, plan.DevSplit, miner, cancellationToken), plan.DevQueries);
        var lists = Lists(set, TeacherScores.Read(plan.Scores, set), seed);
        session.Display.Say($"{corpus.WithText.Count} documents, {lists.Queries.Count} queries with scores, {lists.StepsPerEpoch} steps show each once");
        session.Note(
            new Dictionary<string, string> { ["corpus"] = corpus.Hash, ["weights"] = RunFile.Hash(student.Weights), ["scores"] = RunFile.Hash(plan.Scores) },
            new(source.QueryTokens, source.DocumentTokens), student.Twin.Shape);
        File.Copy(student.Vocabulary, session.Folder.Vocabulary, overwrite: true);
        if (plan.HeadAlone)
        {
            TrainHead(student, set, lists, dev, cancellationToken);
        }
        else
        {
            TrainBoth(student, set, lists, dev, cancellationToken);
        }
    }

    private TeacherLists Lists(TrainingSet set, TeacherScores scores, int seed)
    {
        try
        {
            return new(set, scores, plan.Lists, seed);
        }
        catch (ArgumentException e)
        {
            throw new DatasetException($"{plan.Scores}: {e.Message} Label more pairs of the split '{plan.Split}'.");
        }
    }

    private void TrainBoth(StudentModel student, TrainingSet set, TeacherLists lists, DevQueries? dev, CancellationToken cancellationToken)
    {
        StudentStart.FreezeWords(student.Twin);
        var task = new StudentTask(
            student.Twin,
            student.Head,
            set,
            lists,
            new() { Losses = plan.Losses, Dropout = plan.Dropout },
            dev is null ? null : new(dev));
        Train(student, task, settings => settings with { RateFactors = StudentOptions.Settings(1).RateFactors }, cancellationToken);
    }

    /// <summary>The encoder's own parameters are saved with the head's, so that the run is as whole as any other.</summary>
    private void TrainHead(StudentModel student, TrainingSet set, TeacherLists lists, DevQueries? dev, CancellationToken cancellationToken)
    {
        foreach (var (name, parameter) in student.Twin.Parameters.All)
        {
            parameter.requires_grad = CrossingHead.NameParts.Any(part => name.StartsWith(part, StringComparison.Ordinal));
        }

        var evaluation = dev is null ? null : new StudentEvaluation(dev);
        using var embeddings = Embed(student, set, lists.Queries, Drawn(set, lists), cancellationToken);
        using var measured = dev is null ? null : Embed(student, dev.Set, dev.Numbers, evaluation!.Documents, cancellationToken);
        var task = new HeadTask(student.Head, embeddings, lists, plan.Losses, measured is null ? null : head => evaluation!.Measure(measured, head));
        Train(student, task, settings => settings, cancellationToken);
    }

    private StudentScorer Embed(
        StudentModel student,
        TrainingSet set,
        IReadOnlyList<int> queries,
        IReadOnlyList<int> documents,
        CancellationToken cancellationToken) =>
        StudentScorer.Of(student.Twin, set, queries, documents, session.Display.Count("embedding documents", documents.Count), cancellationToken);

    /// <summary>The documents that a batch may have.</summary>
    private static int[] Drawn(TrainingSet set, TeacherLists lists) => [.. lists.Queries
        .SelectMany(query => set.Queries[query].Judged.Select(judged => judged.Document).Concat(set.Queries[query].Unjudged.Select(hit => hit.Document)))
        .Distinct().Order()];

    private void Train(StudentModel student, ITrainingTask task, Func<TrainingSettings, TrainingSettings> refine, CancellationToken cancellationToken) =>
        session.Train(student.Twin.Parameters, student.Twin.Mode, task, refine, cancellationToken);
}
