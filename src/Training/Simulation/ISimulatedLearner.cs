using TwinBert.Training.Corpus;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Students;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Simulation;

/// <summary>A part of an encoder that learns from the pages of a log, always from the same beginning. Not thread-safe.</summary>
internal interface ISimulatedLearner
{
    /// <summary>Measures what it begins as, query by query: alone and blended.</summary>
    (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Start { get; }

    /// <summary>Learns, and measures what came of it.</summary>
    /// <param name="set">The split that is learned from.</param>
    /// <param name="scores">What its pairs are worth.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    (IReadOnlyList<double> Alone, IReadOnlyList<double> Blend) Learn(TrainingSet set, TeacherScores scores, CancellationToken cancellationToken);
}

/// <summary>What all learners of one simulation share.</summary>
/// <param name="Plan">What is simulated.</param>
/// <param name="Folder">The folder of the run that trains; deleted before each.</param>
/// <param name="Test">The queries that are measured on.</param>
/// <param name="Measure">Measures them.</param>
/// <param name="Display">Shows how it goes.</param>
internal sealed record SimulationBench(SimulationPlan Plan, RunFolder Folder, DevQueries Test, SimulationMeasure Measure, Display.IRunDisplay Display)
{
    /// <summary>Trains parameters on a task from its first step on.</summary>
    /// <param name="parameters">What is trained.</param>
    /// <param name="task">What it learns.</param>
    /// <param name="settings">How, but for the number of steps.</param>
    /// <param name="cancellationToken">Stops after the step that runs.</param>
    public void Train(ParameterSet parameters, Loop.ITrainingTask task, Loop.TrainingSettings settings, CancellationToken cancellationToken)
    {
        Files.RunFile.DeleteFolder(Folder.Path);
        var whole = settings with { Steps = Plan.Steps, Seed = Plan.Seed, EvaluateEvery = Plan.Steps + 1 };
        new TrainingLoop(parameters, whole, Folder, Display, TimeProvider.System).Run(task, cancellationToken);
    }

    /// <summary>Embeds the queries that are measured on.</summary>
    /// <param name="student">The encoder.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public TextEmbeddings Queries(StudentModel student, CancellationToken cancellationToken) =>
        TextEmbeddings.OfQueries(student.Twin, Test.Set, Test.Numbers, null, cancellationToken);

    /// <summary>The documents of an encoder.</summary>
    /// <param name="student">The encoder.</param>
    public IStudentDocuments Documents(StudentModel student) => student.Documents(Test.Set.Corpus, System.IO.Path.Combine(Folder.Path, "..", "embeddings"));

    /// <summary>Shows how many documents are embedded.</summary>
    /// <param name="documents">How many there are.</param>
    public IProgress<int> Progress(int documents) => Display.Count("embedding documents", documents);
}
