using System.CommandLine;
using TwinBert.Cli.Backfill;
using TwinBert.Cli.Demo;
using TwinBert.Cli.Doctor;
using TwinBert.Cli.Evaluate;
using TwinBert.Cli.Explain;
using TwinBert.Cli.Health;
using TwinBert.Cli.Jobs;
using TwinBert.Cli.Load;
using TwinBert.Cli.Model;
using TwinBert.Cli.Remove;
using TwinBert.Cli.Repair;
using TwinBert.Cli.Serve;
using TwinBert.Cli.Status;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli;

/// <summary>The whole command line. A new command is one line here.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    // A serving sidecar lets the requests in flight end, for as long as its configuration says.
    private static readonly TimeSpan ServeTerminationTimeout =
        TwinBertOptions.LongestShutdownDelay + TwinBertOptions.LongestDrainTimeout + TerminationTimeout;

    /// <summary>Runs it to its exit code.</summary>
    public static Task<int> RunAsync(string[] args) => new CommandRunner("twinbert", CreateRoot())
    {
        TerminationTimeout = args.FirstOrDefault() == ServeCommand.Name ? ServeTerminationTimeout : TerminationTimeout,
    }.RunAsync(args);

    public static RootCommand CreateRoot() => ExampleHelp.In(new("Neural reranking for existing Elasticsearch and OpenSearch applications, on plain CPUs.")
    {
        DemoCommand.Create(),
        BackfillCommand.Create(),
        JobsCommand.Create(),
        StatusCommand.Create(),
        RepairCommand.Create(),
        EvaluateCommand.Create(),
        ServeCommand.Create(),
        LoadCommand.Create(),
        HealthCommand.Create(),
        DoctorCommand.Create(),
        ExplainCommand.Create(),
        RemoveCommand.Create(),
        ModelCommand.Create(),
    });
}
