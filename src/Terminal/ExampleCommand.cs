using System.CommandLine;

namespace TwinBert.Terminal;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in a sentence.</param>
public sealed class ExampleCommand(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What there is to know besides, such as exit codes; a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
