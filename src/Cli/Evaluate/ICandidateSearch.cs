using TwinBert.Evaluation.Lexical;
using TwinBert.Evaluation.Progress;
using TwinBert.Evaluation.Scoring;

namespace TwinBert.Cli.Evaluate;

/// <summary>Where an evaluation has its candidates from. Dispose of it when the documents are no longer read.</summary>
internal interface ICandidateSearch : IDisposable
{
    /// <summary>What is compared.</summary>
    IReadOnlyList<IContender> Contenders { get; }

    /// <summary>Finds the candidates of the reported queries, and of those that weights are tuned on.</summary>
    Task<(CandidateSet Reported, CandidateSet? Tuning)> FindAsync(IProgress<EvaluationProgress> progress, CancellationToken cancellationToken);

    /// <summary>What is to be said of the searches, once they are done.</summary>
    IEnumerable<string> Notices();
}
