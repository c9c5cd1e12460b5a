namespace TwinBert.Cli.Demo;

/// <summary>What the command line of <c>twinbert demo</c> asks for.</summary>
internal sealed record DemoOptions
{
    /// <summary>Whether to end after the comparison.</summary>
    public bool Once { get; init; }

    public bool Json { get; init; }

    /// <summary>Where the sidecar is to listen; <see langword="null"/> for the usual address, or any free port where that is taken.</summary>
    public string? Listen { get; init; }

    /// <summary>What to search for; <see langword="null"/> for a choice of the catalogue's queries.</summary>
    public string? Query { get; init; }

    /// <summary>The model package; <see langword="null"/> for the default one.</summary>
    public string? Model { get; init; }

    /// <summary>Receives the result.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Receives everything else.</summary>
    public required TextWriter Error { get; init; }
}
