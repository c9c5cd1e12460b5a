using TwinBert.Search.Requests;

namespace TwinBert.Sidecar.Documents;

/// <summary>Searches of an <c>_msearch</c> that are not reranked.</summary>
internal static class MultiSearchBody
{
    /// <summary>Adds to each search on configured indices that vectors are to stay in <c>_source</c>.</summary>
    /// <param name="request">The searches.</param>
    /// <param name="scope">What is configured.</param>
    /// <param name="indices">The index expression of the URL, for headers that name none.</param>
    /// <returns>One for each search: its new body, or <see langword="null"/> where nothing is to be added.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>?> KeepVectors(MultiSearchRequest request, EmbeddingScope scope, string? indices) =>
        [.. request.Items.Select(item => scope.IsAllConfigured(item.Indices ?? indices) && SourceMembers.Add(item.Body.Span) is { } body ? body : default(ReadOnlyMemory<byte>?))];
}
