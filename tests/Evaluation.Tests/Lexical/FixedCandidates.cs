using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;

namespace TwinBert.Evaluation.Tests.Lexical;

/// <summary>Candidates without an engine: every query matches the same documents, with falling scores.</summary>
internal sealed class FixedCandidates(params string[] ids) : ICandidateSource
{
    public ValueTask<QueryCandidates> FindAsync(BeirQuery query, int top, CancellationToken cancellationToken)
    {
        var hits = ids.Select((id, i) => new LexicalHit(id, ids.Length - i)).ToArray();
        return ValueTask.FromResult(new QueryCandidates(query, [.. hits.Where(hit => query.Grades.ContainsKey(hit.Id))], [.. hits.Take(top)]));
    }

    /// <summary>The candidates of a dataset's queries.</summary>
    public static Task<CandidateSet> OfAsync(BeirDataset dataset, params string[] ids) =>
        CandidateSet.FindAsync(dataset, new FixedCandidates(ids), null, new Progress<int>(), CancellationToken.None);
}
