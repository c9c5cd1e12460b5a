using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.Students;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Simulation;

/// <summary>
/// A whole encoder that learns, as <c>twinbert-train clicks</c> trains one: its vectors change with it, so that texts are embedded for each log.
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
        StudentStart.FreezeWords(student.Twin);
        var lists = new TeacherLists(set, scores, new(), bench.Plan.Seed);
        var task = new StudentTask(student.Twin, student.Head, set, lists, new() { Losses = new() { Temperature = 1 } }, null);
        bench.Train(student.Twin.Parameters, task, StudentOptions.Settings(bench.Plan.Steps), cancellationToken);
        return Measure(bench, student, cancellationToken);
    }

    private static (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) StartOf(
        SimulationBench bench, Func<StudentModel> open, CancellationToken cancellationToken)
    {
        using var student = open();
        return Measure(bench, student, cancellationToken);
    }

    private static (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Measure(
        SimulationBench bench, StudentModel student, CancellationToken cancellationToken)
    {
        using var documents = bench.Documents(student, [.. bench.Measure.Documents.Order()], cancellationToken);
        using var queries = bench.Queries(student, cancellationToken);
        using var scorer = StudentScorer.From(queries, documents);
        return bench.Measure.Of(scorer, student.Head);
    }
}
