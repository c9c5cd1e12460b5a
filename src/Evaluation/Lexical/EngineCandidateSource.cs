using TwinBert.Evaluation.Beir;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Lexical;

/// <summary>Candidates from an engine, in an index of their own that is deleted at the end, also of a failed or cancelled run.</summary>
public sealed class EngineCandidateSource : ICandidateSource, IAsyncDisposable
{
    private readonly EvaluationIndex _index;
    private readonly LexicalSearch _search;
    private readonly bool _keep;

    private EngineCandidateSource(EvaluationIndex index, LexicalSearch search, bool keep) => (_index, _search, _keep) = (index, search, keep);

    /// <summary>Makes the index and fills it.</summary>
    /// <param name="cluster">The engine.</param>
    /// <param name="name">The name of an index that does not exist yet.</param>
    /// <param name="corpus">The documents.</param>
    /// <param name="keep">Whether the index stays when this is disposed of; what is left of a failed filling is deleted in any case.</param>
    /// <param name="progress">Told the number of documents, after every batch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="DatasetException">The corpus has a malformed line or lacks a judged document.</exception>
    /// <exception cref="EvaluationException">The engine cannot be reached or refused something.</exception>
    public static async Task<EngineCandidateSource> IndexAsync(
        IClusterCalls cluster, string name, IEnumerable<BeirDocument> corpus, bool keep, IProgress<int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(progress);
        var index = new EvaluationIndex(cluster, name);
        await index.CreateAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await index.FillAsync(corpus, progress, cancellationToken).ConfigureAwait(false);
            return new(index, new LexicalSearch(cluster, name), keep);
        }
        catch
        {
            await index.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<QueryCandidates> FindAsync(BeirQuery query, int top, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var judged = await _search.OfAsync(query.Text, [.. query.Grades.Keys], cancellationToken).ConfigureAwait(false);
        return new(query, judged, await _search.TopAsync(query.Text, top, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes the index, unless it is to be kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_keep)
        {
            await _index.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
