using System.CommandLine;
using TwinBert.Cli.Backfill;
using TwinBert.Cli.Demo;
using TwinBert.Cli.Evaluate;
using TwinBert.Cli.Health;
using TwinBert.Cli.Hosting;
using TwinBert.Cli.Load;
using TwinBert.Cli.Model;
using TwinBert.Cli.Repair;
using TwinBert.Cli.Serve;
using TwinBert.Cli.Status;

namespace TwinBert.Cli;

/// <summary>The whole command line. A new command is one line here.</summary>
internal static class CommandLine
{
    public static RootCommand CreateRoot() => ExampleHelp.In(new("Neural reranking for existing Elasticsearch and OpenSearch applications, on plain CPUs.")
    {
        DemoCommand.Create(),
        BackfillCommand.Create(),
        StatusCommand.Create(),
        RepairCommand.Create(),
        EvaluateCommand.Create(),
        ServeCommand.Create(),
        LoadCommand.Create(),
        HealthCommand.Create(),
        ModelCommand.Create(),
    });
}
