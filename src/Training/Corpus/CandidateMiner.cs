using TwinBert.Training.Candidates;

namespace TwinBert.Training.Corpus;

/// <summary>Finds the candidates of many queries; indexes the corpus when it is first needed. One caller at a time.</summary>
/// <param name="corpus">The documents.</param>
/// <param name="top">How many of the best documents of a query are candidates, at least 1.</param>
internal sealed class CandidateMiner(TrainingCorpus corpus, int top) : IDisposable
{
    /// <summary>What the teacher's recipe draws unjudged documents from.</summary>
    public const int DefaultTop = 50;

    private Bm25Index? _index;

    /// <summary>Told the number of queries that are done, from any thread.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>A folder for what was found, so that the next run with the same corpus and queries need not search; <see langword="null"/> for none.</summary>
    public string? Cache { get; init; }

    /// <summary>The index of the corpus.</summary>
    /// <param name="cancellationToken">Stops indexing.</param>
    public Bm25Index Index(CancellationToken cancellationToken) => _index ??= corpus.Index(cancellationToken);

    /// <summary>Searches for queries.</summary>
    /// <param name="queries">What for.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <returns>What each found, in the order of the queries.</returns>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public IReadOnlyList<Bm25Hits> Mine(IReadOnlyList<Bm25Query> queries, CancellationToken cancellationToken)
    {
        var file = Cache is null ? null : MinedFile.Of(Cache, corpus.Hash, queries, top);
        if (file?.Read(queries.Count) is { } known)
        {
            return known;
        }

        var hits = Index(cancellationToken).Search(queries, top, Progress, cancellationToken);
        file?.Write(hits);
        return hits;
    }

    /// <inheritdoc/>
    public void Dispose() => _index?.Dispose();
}
