using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

/// <summary>Tests that look at the console. It belongs to the process, so they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleAlone
{
    public const string Name = "console";
}
