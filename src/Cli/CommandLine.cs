using System.CommandLine;
using TwinBert.Cli.Health;
using TwinBert.Cli.Load;

namespace TwinBert.Cli;

/// <summary>The whole command line. A new command is one line here.</summary>
internal static class CommandLine
{
    public static RootCommand CreateRoot() => new("Neural reranking for existing Elasticsearch and OpenSearch applications, on plain CPUs.")
    {
        LoadCommand.Create(),
        HealthCommand.Create(),
    };
}
