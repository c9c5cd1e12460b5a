using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Sampling;
using TwinBert.Training.Students;
using TwinBert.Training.TeacherScoring;
using static TorchSharp.torch;

namespace TwinBert.Training.Simulation;

/// <summary>A crossing layer that learns on an encoder that stays as it is, so that texts are embedded once for all logs.</summary>
internal sealed class HeadLearner : ISimulatedLearner, IDisposable
{
    private const double LearningRate = 5e-4;

    private readonly SimulationBench _bench;
    private readonly StudentModel _student;
    private readonly TextEmbeddings _documents;
    private readonly TextEmbeddings _queries;

    /// <summary>Embeds.</summary>
    /// <param name="bench">What is measured, and how.</param>
    /// <param name="student">The encoder and the layer that it has.</param>
    /// <param name="documents">All documents that are shown or measured.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public HeadLearner(SimulationBench bench, StudentModel student, IReadOnlyList<int> documents, CancellationToken cancellationToken)
    {
        (_bench, _student) = (bench, student);
        using var sources = bench.Documents(student);
        _documents = sources.EmbedAll(documents, bench.Progress(documents.Count), cancellationToken);
        _queries = bench.Queries(student, cancellationToken);
        Start = Measure(student.Head);
    }

    /// <inheritdoc/>
    public (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Start { get; }

    /// <inheritdoc/>
    public (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Learn(TrainingSet set, TeacherScores scores, CancellationToken cancellationToken)
    {
        using var parameters = new ParameterSet(_bench.Plan.Seed);
        var head = CrossingHead.Of(parameters, _student.Head.Shape);
        using (no_grad())
        {
            foreach (var (name, parameter) in parameters.All)
            {
                parameter.copy_(_student.Twin.Parameters.All[name]);
            }
        }

        var lists = new TeacherLists(set, scores, new(), _bench.Plan.Seed);
        using var queries = TextEmbeddings.OfQueries(_student.Twin, set, lists.Queries, null, cancellationToken);
        using var scorer = StudentScorer.From(queries, _documents);
        var losses = new StudentLosses { Temperature = 1 };
        var task = new HeadTask(head, scorer, lists, losses, null);
        CosineCalibration.FitNew(_student, head, lists, losses, task.Embed);
        _bench.Train(
            parameters,
            task,
            new() { Steps = 0, LearningRate = LearningRate },
            cancellationToken);
        return Measure(head);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _documents.Dispose();
        _queries.Dispose();
    }

    private (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Measure(CrossingHead head)
    {
        using var scorer = StudentScorer.From(_queries, _documents);
        return _bench.Measure.Of(scorer, head);
    }
}
