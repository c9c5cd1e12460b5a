using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Trec;
using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>The run files that a command line names.</summary>
internal static class RunFiles
{
    /// <summary>Reads and checks all of them.</summary>
    public static IReadOnlyList<RunContender> Read(EvaluateOptions options, IReadOnlyList<BeirDataset> splits, CancellationToken cancellationToken)
    {
        if (options.Runs.Count == 0)
        {
            return [];
        }

        if (options.Runs.Select(Path.GetFullPath).GroupBy(path => path).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UnusableInputException($"The run '{twice.Key}' is named twice. Name it once.");
        }

        var known = DatasetIds.Read(splits, cancellationToken);
        return [.. options.Runs.Select(
            path => new RunContender(TrecRun.Read(Name(path, options.Runs), DatasetFile.On(path), options.RunScores, known, cancellationToken)))];
    }

    private static string Name(string path, IReadOnlyList<string> paths) => paths.Count(other => Short(other) == Short(path)) == 1 ? Short(path) : path;

    private static string Short(string path) => Path.GetFileNameWithoutExtension(path.EndsWith(".gz", StringComparison.Ordinal) ? path[..^3] : path);
}
