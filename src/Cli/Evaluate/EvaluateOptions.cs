using TwinBert.Evaluation.Metrics;
using TwinBert.Evaluation.Trec;

namespace TwinBert.Cli.Evaluate;

/// <summary>What the command line of <c>twinbert evaluate</c> asks for.</summary>
internal sealed record EvaluateOptions
{
    /// <summary>The dataset's folder; <see langword="null"/> where judgements of a search that exists are given as a file.</summary>
    public string? Dataset { get; init; }

    /// <summary>The index that is searched as it is; <see langword="null"/> to index a dataset.</summary>
    public string? Index { get; init; }

    /// <summary>The file with the search of <see cref="Index"/>.</summary>
    public string? QueryTemplate { get; init; }

    /// <summary>A sidecar, whose order is compared with the engine's.</summary>
    public string? Sidecar { get; init; }

    /// <summary>A file with judgements for <see cref="Index"/>.</summary>
    public string? Judgements { get; init; }

    /// <summary>The texts of the judged queries, where the judgements do not have them.</summary>
    public string? Queries { get; init; }

    public required string Split { get; init; }

    /// <summary>The split to tune the blends' weights on; beside <see cref="Judgements"/>, a file like it.</summary>
    public string? Tune { get; init; }

    /// <summary>Packages, each a folder that may be followed by <c>#</c> and the names of heads.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The heads of packages that name none: names separated by commas, or <c>all</c>.</summary>
    public string? Heads { get; init; }

    /// <summary>Files in TREC format.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    public RunScale RunScores { get; init; }

    public string? Upstream { get; init; }

    public string? Config { get; init; }

    /// <summary>
    /// The paths of the fields that make a document's text; <see langword="null"/> for those of the index's settings, or else title and text.
    /// </summary>
    public IReadOnlyList<string>? TextFields { get; init; }

    /// <summary>β of the blends; <see langword="null"/> for that of each package.</summary>
    public double? ModelWeight { get; init; }

    public Gain Gain { get; init; }

    public int? Limit { get; init; }

    public string? Cache { get; init; }

    /// <summary>Receives a line for each query.</summary>
    public string? PerQuery { get; init; }

    /// <summary>How many queries to list that got worse and better; 0 for none.</summary>
    public int ShowWorst { get; init; }

    /// <summary>Receives a run file for each ranker.</summary>
    public string? WriteRuns { get; init; }

    /// <summary>Receives a page to look at.</summary>
    public string? Html { get; init; }

    public bool Json { get; init; }

    public bool KeepIndex { get; init; }

    /// <summary>Receives the result.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Receives progress and notices.</summary>
    public required TextWriter Error { get; init; }
}
