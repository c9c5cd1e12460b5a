using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.Students;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Simulation;

/// <summary>
/// An encoder that learns, as <c>twinbert-train clicks</c> trains one: its vectors change with it, so that texts are embedded for each log, but for documents
/// that stay as a package has them.
/// </summary>
/// <param name="bench">What is measured, and how.</param>
/// <param name="open">Opens the encoder that it begins as.</param>
/// <param name="cancellationToken">Stops the first measurement between batches.</param>
internal sealed class EncoderLearner(SimulationBench bench, Func<StudentModel> open, CancellationToken cancellationToken) : ISimulatedLearner
{
    /// <inheritdoc/>
    public (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Start { get; } = StartOf(bench, open, cancellationToken);

    /// <inheritdoc/>
    public (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Learn(TrainingSet set, TeacherScores scores, CancellationToken cancellationToken)
    {
        using var student = open();
        using var documents = bench.Documents(student);
        StudentStart.FreezeWords(student.Twin);
        var lists = new TeacherLists(set, scores, new(), bench.Plan.Seed);
        documents.Prepare(lists.Documents, bench.Progress, cancellationToken);
        var losses = new StudentLosses { Temperature = 1 };
        var task = new StudentTask(student.Twin, student.Head, documents, set, lists, new() { Losses = losses }, null);
        CosineCalibration.FitNew(student, student.Head, lists, losses, task.Embed);
        bench.Train(student.Twin.Parameters, task, StudentOptions.Settings(bench.Plan.Steps), cancellationToken);
        return Measure(bench, student, documents, cancellationToken);
    }

    private static (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) StartOf(
        SimulationBench bench, Func<StudentModel> open, CancellationToken cancellationToken)
    {
        using var student = open();
        using var documents = bench.Documents(student);
        return Measure(bench, student, documents, cancellationToken);
    }

    private static (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Measure(
        SimulationBench bench, StudentModel student, IStudentDocuments sources, CancellationToken cancellationToken)
    {
        int[] numbers = [.. bench.Measure.Documents.Order()];
        using var documents = sources.EmbedAll(numbers, bench.Progress(numbers.Length), cancellationToken);
        using var queries = bench.Queries(student, cancellationToken);
        using var scorer = StudentScorer.From(queries, documents);
        return bench.Measure.Of(scorer, student.Head);
    }
}
