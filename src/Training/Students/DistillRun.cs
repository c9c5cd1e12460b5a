using TwinBert.Evaluation.Beir;
using TwinBert.Training.Corpus;
using TwinBert.Training.Files;
using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>
/// Trains a student on a teacher's scores: 1 opens the encoder that it starts as; 2 reads data and scores; 3 trains encoder and head together,
/// the query tower and the head where a package's documents stay as they are, or the head alone.
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
        session.Note(Hashes(corpus, student), new(source.QueryTokens, source.DocumentTokens), student.Twin.Shape);
        File.Copy(student.Vocabulary, session.Folder.Vocabulary, overwrite: true);
        Keep(student);
        using var documents = student.Documents(corpus, session.Folder.Path);
        if (plan.HeadAlone)
        {
            TrainHead(student, documents, set, lists, dev, cancellationToken);
        }
        else
        {
            TrainEncoder(student, documents, set, lists, dev, cancellationToken);
        }
    }

    private Dictionary<string, string> Hashes(TrainingCorpus corpus, StudentModel student)
    {
        var hashes = new Dictionary<string, string>
        {
            ["corpus"] = corpus.Hash, ["weights"] = RunFile.Hash(student.Weights), ["scores"] = RunFile.Hash(plan.Scores),
        };
        if (student.Kept is { } kept)
        {
            hashes["documents"] = RunFile.Hash(kept.DocumentEncoderFile);
        }

        return hashes;
    }

    private void Keep(StudentModel student)
    {
        if (student.Kept is { } kept)
        {
            session.Display.Say(
                $"documents are embedded by {kept.Manifest.Name} as it is: {(plan.HeadAlone ? "the head" : "the query tower")} learns alone, and vectors of "
                    + $"{kept.Fingerprint} that are stored stay valid");
            session.Folder.KeepDocuments(kept);
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

    private void TrainEncoder(
        StudentModel student, IStudentDocuments documents, TrainingSet set, TeacherLists lists, DevQueries? dev, CancellationToken cancellationToken)
    {
        StudentStart.FreezeWords(student.Twin);
        var evaluation = dev is null ? null : new StudentEvaluation(dev);
        int[] drawn = [.. lists.Documents.Union(evaluation?.Documents ?? [])];
        documents.Prepare(drawn, Progress, cancellationToken);
        var task = new StudentTask(
            student.Twin, student.Head, documents, set, lists, new() { Losses = plan.Losses, Dropout = plan.Dropout }, evaluation);
        Calibrate(student, lists, task.Embed);
        Train(student, task, settings => settings with { RateFactors = StudentOptions.Settings(1).RateFactors }, cancellationToken);
    }

    /// <summary>The encoder's own parameters are saved with the head's, so that the run is as whole as any other.</summary>
    private void TrainHead(
        StudentModel student, IStudentDocuments documents, TrainingSet set, TeacherLists lists, DevQueries? dev, CancellationToken cancellationToken)
    {
        foreach (var (name, parameter) in student.Twin.Parameters.All)
        {
            parameter.requires_grad = CrossingHead.NameParts.Any(part => name.StartsWith(part, StringComparison.Ordinal));
        }

        var evaluation = dev is null ? null : new StudentEvaluation(dev);
        using var embeddings = Embed(student, documents, set, (lists.Queries, lists.Documents), cancellationToken);
        using var measured = dev is null ? null : Embed(student, documents, dev.Set, (dev.Numbers, evaluation!.Documents), cancellationToken);
        var task = new HeadTask(student.Head, embeddings, lists, plan.Losses, measured is null ? null : head => evaluation!.Measure(measured, head));
        Calibrate(student, lists, task.Embed);
        Train(student, task, settings => settings, cancellationToken);
    }

    private void Calibrate(StudentModel student, TeacherLists lists, Func<ListBatch, (Tensor Queries, Tensor Documents)> embed)
    {
        // A run that goes on has them in its checkpoint.
        if (session.Folder.Metrics() is null)
        {
            CosineCalibration.FitNew(student, student.Head, lists, plan.Losses, embed);
        }
    }

    private StudentScorer Embed(
        StudentModel student,
        IStudentDocuments documents,
        TrainingSet set,
        (IReadOnlyList<int> Queries, IReadOnlyList<int> Documents) numbers,
        CancellationToken cancellationToken) =>
        StudentScorer.Of(student.Twin, documents, set, numbers.Queries, numbers.Documents, Progress(numbers.Documents.Count), cancellationToken);

    private IProgress<int> Progress(int documents) => session.Display.Count("embedding documents", documents);

    private void Train(StudentModel student, ITrainingTask task, Func<TrainingSettings, TrainingSettings> refine, CancellationToken cancellationToken) =>
        session.Train(student.Twin.Parameters, student.Twin.Mode, task, refine, cancellationToken);
}
