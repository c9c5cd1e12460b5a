using TwinBert.Evaluation.Beir;
using TwinBert.Training.Data;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Running;

namespace TwinBert.Training.Students;

/// <summary>
/// Trains a student on a teacher's scores: 1 opens the encoder that it starts as; 2 reads data and scores; 3 makes the head; 4 trains both together,
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
        var dev = plan.DevSplit is null ? null : new StudentEvaluation(DevQueries.Spread(TrainingSet.Read(corpus, plan.DevSplit, miner, cancellationToken), plan.DevQueries));
        var lists = Lists(set, TeacherScores.Read(plan.Scores, set), seed);
        session.Display.Say($"{corpus.WithText.Count} documents, {lists.Queries.Count} queries with scores, {lists.StepsPerEpoch} steps show each once");
        session.Note(
            new Dictionary<string, string> { ["corpus"] = corpus.Hash, ["weights"] = RunFile.Hash(student.Weights), ["scores"] = RunFile.Hash(plan.Scores) },
            new(source.QueryTokens, source.DocumentTokens), student.Twin.Shape);
        File.Copy(student.Vocabulary, session.Folder.Vocabulary, overwrite: true);
        if (plan.HeadAlone)
        {
            TrainHead(student.Twin, set, lists, dev, cancellationToken);
        }
        else
        {
            TrainBoth(student.Twin, set, lists, dev, cancellationToken);
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

    private void TrainBoth(TwinEncoder twin, TrainingSet set, TeacherLists lists, StudentEvaluation? dev, CancellationToken cancellationToken)
    {
        var head = CrossingHead.Of(twin.Parameters, Shape(twin));
        StudentStart.FreezeWords(twin);
        var task = new StudentTask(twin, head, set, lists, new() { Losses = plan.Losses, Dropout = plan.Dropout }, dev);
        session.Train(twin.Parameters, twin.Mode, task, settings => settings with { RateFactors = StudentOptions.Settings(1).RateFactors }, cancellationToken);
    }

    /// <summary>The encoder's own parameters are saved with the head's, so that the run is as whole as any other.</summary>
    private void TrainHead(TwinEncoder twin, TrainingSet set, TeacherLists lists, StudentEvaluation? dev, CancellationToken cancellationToken)
    {
        var documents = lists.Queries.SelectMany(query => set.Queries[query].Judged.Select(judged => judged.Document).Concat(set.Queries[query].Unjudged.Select(hit => hit.Document))).Distinct().Order().ToArray();
        using var embeddings = StudentScorer.Of(twin, set, lists.Queries, documents, session.Display.Count("embedding documents", documents.Length), cancellationToken);
        var head = CrossingHead.Of(twin.Parameters, Shape(twin));
        foreach (var (name, parameter) in twin.Parameters.All)
        {
            parameter.requires_grad = CrossingHead.NameParts.Any(part => name.StartsWith(part, StringComparison.Ordinal));
        }

        var task = new HeadTask(head, embeddings, lists, plan.Losses, dev is null ? null : current => dev.Measure(twin, current));
        session.Train(twin.Parameters, twin.Mode, task, settings => settings, cancellationToken);
    }

    private HeadShape Shape(TwinEncoder twin) => plan.Head with { Dimensions = twin.Shape.Tower.Dimensions };
}
