using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Tuning;

namespace TwinBert.Cli.Evaluate;

/// <summary>The judgements that a command line names for documents that are in an index.</summary>
internal static class JudgementChoice
{
    /// <summary>Reads what is reported, and what weights are tuned on.</summary>
    public static (JudgedSet Reported, JudgedSet? Tuning) Read(EvaluateOptions options)
    {
        var reported = Read(options, options.Judgements ?? options.Split);
        var tuning = options.Tune is { } tune ? Read(options, tune) : null;
        if (tuning is not null)
        {
            BlendTuning.CheckApart(reported, tuning);
        }

        return (reported, tuning);
    }

    private static JudgedSet Read(EvaluateOptions options, string place)
    {
        if (options.Judgements is not null)
        {
            return Read(place, options.Queries, options.Index!);
        }

        var (queries, judgements) = DatasetFiles.FindJudgements(options.Dataset!, place);
        return JudgementFile.Read(judgements, queries, place).Named(options.Index!);
    }

    /// <summary>Reads a file of judgements.</summary>
    /// <param name="judgements">The file.</param>
    /// <param name="queries">The file with the queries' texts.</param>
    /// <param name="name">What reports call the data.</param>
    public static JudgedSet Read(string judgements, string? queries, string name) => JudgementFile
        .Read(DatasetFile.On(judgements), queries is null ? null : DatasetFile.On(queries), Path.GetFileNameWithoutExtension(judgements))
        .Named(name);
}
