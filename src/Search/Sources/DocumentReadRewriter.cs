using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Sources;

/// <summary>
/// Makes reads of documents by their id bring the sources as they were written, where the engine would re-serialise them because they hold
/// vectors. Thread-safe.
/// </summary>
public static class DocumentReadRewriter
{
    /// <summary>Adds what is needed to the URL of a read.</summary>
    /// <param name="kind">What is read; kinds that are no reads by id stay as they are.</param>
    /// <param name="queryString">The raw query string, with or without its question mark.</param>
    /// <param name="dialect">The engine's dialect.</param>
    /// <returns>The query string to send: the same text where the client chose what it wants of the source, or nothing is to be changed.</returns>
    public static string KeepWholeSource(DocumentReadKind kind, string queryString, SearchDialect dialect)
    {
        var keeps = dialect.LeavesVectorsOut
            && (kind is DocumentReadKind.Document or DocumentReadKind.Source or DocumentReadKind.MultiGet)
            && SearchUrl.TryRead(queryString, out var url)
            && SourceChoices.InUrl(url) != SourceChoice.Chosen;
        return keeps ? UrlText.With(queryString, SourceChoices.KeepVectors) : queryString;
    }
}
