using System.CommandLine;
using TwinBert.Evaluation.Beir;
using TwinBert.Export;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Files;

namespace TwinBert.Training.Commands;

/// <summary>The whole command line of <c>twinbert-train</c>. A new command is one line here.</summary>
internal static class CommandLine
{
    // A step that runs is finished, and its checkpoint written.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Runs it to its exit code: 1 for work that failed.</summary>
    public static Task<int> RunAsync(string[] args) => new CommandRunner("twinbert-train", CreateRoot())
    {
        TerminationTimeout = TerminationTimeout,
        Interruption = "interrupted; the same command goes on from here",
        ExitCodeOf = ExitCodeOf,
    }.RunAsync(args);

    public static RootCommand CreateRoot() => ExampleHelp.In(new(
        "Trains TwinBert models: a cross-encoder teacher, twin encoders distilled from it, and packages of them.")
    {
        TeacherCommand.Create(),
        LabelCommand.Create(),
        CombineCommand.Create(),
        QueriesCommand.Create(),
        DistillCommand.Create(),
        ClicksCommand.Create(),
        SimulateClicksCommand.Create(),
        EmbedDistillCommand.Create(),
        TowerCommand.Create(),
        EvaluateCommand.Create(),
        ExportCommand.Create(),
        ReportCommand.Create(),
    });

    private static int? ExitCodeOf(Exception failure) => failure switch
    {
        UnusableInputException or DatasetException or WeightsException or ExportException or ModelPackageException or InvalidDataException => ExitCode.Unusable,
        TrainingException or EncodingException or IOException or UnauthorizedAccessException => ExitCode.Incomplete,
        _ => null,
    };
}
