namespace TwinBert.Evaluation.Beir;

/// <summary>Where the documents of candidates are read.</summary>
public interface IDocumentSource
{
    /// <summary>Reads documents, in any order, as they are asked for. Those that are gone by now are left out.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="DatasetException">A document's line is malformed, or a judged document is missing.</exception>
    IAsyncEnumerable<BeirDocument> ReadAsync(IReadOnlySet<string> ids, CancellationToken cancellationToken);
}
