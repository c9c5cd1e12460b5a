using System.CommandLine;
using TwinBert.Cli.Hosting;

namespace TwinBert.Training.Commands;

/// <summary>The whole command line of <c>twinbert-train</c>. A new command is one line here.</summary>
internal static class CommandLine
{
    public static RootCommand CreateRoot() => ExampleHelp.In(new(
        "Trains TwinBert models: a cross-encoder teacher, twin encoders distilled from it, and packages of them.")
    {
        TeacherCommand.Create(),
        LabelCommand.Create(),
        CombineCommand.Create(),
        QueriesCommand.Create(),
        DistillCommand.Create(),
        EmbedDistillCommand.Create(),
        EvaluateCommand.Create(),
        ExportCommand.Create(),
        ReportCommand.Create(),
    });
}
