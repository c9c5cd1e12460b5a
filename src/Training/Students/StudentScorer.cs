using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>Scores candidates as a package would: embeds queries and documents once, for any number of heads of the same encoder. Not thread-safe.</summary>
internal sealed class StudentScorer : IDisposable
{
    private bool _isOwner = true;

    private StudentScorer(TextEmbeddings queries, TextEmbeddings documents) => (Queries, Documents) = (queries, documents);

    /// <summary>The queries.</summary>
    public TextEmbeddings Queries { get; }

    /// <summary>The documents, as what their bytes stand for.</summary>
    public TextEmbeddings Documents { get; }

    /// <summary>Embeds.</summary>
    /// <param name="twin">The encoder; it must not drop anything.</param>
    /// <param name="sources">Its documents.</param>
    /// <param name="set">The split.</param>
    /// <param name="queries">The queries' numbers, each once.</param>
    /// <param name="documents">The documents' numbers, each once; each has a text.</param>
    /// <param name="progress">Is told how many documents are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static StudentScorer Of(
        TwinEncoder twin, IStudentDocuments sources, TrainingSet set, IReadOnlyList<int> queries, IReadOnlyList<int> documents, IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        var embedded = TextEmbeddings.OfQueries(twin, set, queries, null, cancellationToken);
        try
        {
            return new(embedded, sources.EmbedAll(documents, progress, cancellationToken));
        }
        catch
        {
            embedded.Dispose();
            throw;
        }
    }

    /// <summary>Takes embeddings that others own, and stay theirs.</summary>
    /// <param name="queries">Of the queries.</param>
    /// <param name="documents">Of the documents.</param>
    public static StudentScorer From(TextEmbeddings queries, TextEmbeddings documents) => new(queries, documents) { _isOwner = false };

    /// <summary>The similarities s in [−1, 1] of a query's candidates.</summary>
    /// <param name="head">A head of the same encoder.</param>
    /// <param name="query">The query's number.</param>
    /// <param name="documents">The candidates' numbers.</param>
    public float[] Score(CrossingHead head, int query, IReadOnlyList<int> documents)
    {
        if (documents.Count == 0)
        {
            return [];
        }

        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        return head.Similarities(Queries.Rows([query]), Documents.Rows(documents)).flatten().contiguous().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwner)
        {
            Queries.Dispose();
            Documents.Dispose();
        }
    }
}
