namespace TwinBert.Cli.Evaluate;

/// <summary>What the command line of <c>twinbert evaluate</c> asks for.</summary>
internal sealed record EvaluateOptions
{
    public required string Dataset { get; init; }

    public required string Split { get; init; }

    public string? Model { get; init; }

    public string? Upstream { get; init; }

    public string? Config { get; init; }

    public required IReadOnlyList<string> TextFields { get; init; }

    public required double ModelWeight { get; init; }

    public int? Limit { get; init; }

    public string? Cache { get; init; }

    public bool Json { get; init; }

    public bool KeepIndex { get; init; }

    /// <summary>Receives the result.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Receives progress and notices.</summary>
    public required TextWriter Error { get; init; }
}
