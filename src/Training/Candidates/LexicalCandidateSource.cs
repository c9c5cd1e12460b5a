using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;

namespace TwinBert.Training.Candidates;

/// <summary>Candidates of an evaluation from an index in memory, with the scores that an engine gives. Thread-safe; does not own the index.</summary>
/// <param name="index">The corpus.</param>
/// <param name="ids">The documents' ids, by number.</param>
internal sealed class LexicalCandidateSource(Bm25Index index, IReadOnlyList<string> ids) : ICandidateSource
{
    private readonly Dictionary<string, int> _numbers = Enumerable.Range(0, ids.Count).ToDictionary(i => ids[i], StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<QueryCandidates> FindAsync(BeirQuery query, int top, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var judged = query.Grades.Keys.Where(_numbers.ContainsKey).Select(id => _numbers[id]).ToHashSet();
        var hits = index.Search(new(query.Text, judged), top);
        return ValueTask.FromResult(new QueryCandidates(query, Named(hits.Wanted), Named(hits.Top)));
    }

    private LexicalHit[] Named(IReadOnlyList<Bm25Hit> hits) => [.. hits.Select(hit => new LexicalHit(ids[hit.Document], hit.Score))];
}
