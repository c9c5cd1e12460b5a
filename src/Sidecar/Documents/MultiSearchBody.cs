using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TwinBert.Search.Embeddings;
using TwinBert.Search.MultiSearch;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Documents;

/// <summary>Searches of an <c>_msearch</c> that are not reranked.</summary>
internal static class MultiSearchBody
{
    /// <summary>What is to come of <c>_source</c> where vectors are to stay in it.</summary>
    /// <param name="_">The index's embedding objects.</param>
    public static string WithVectors(IReadOnlyList<EmbeddingField> _) => """{"exclude_vectors":false}""";

    /// <summary>What is to come of <c>_source</c> where the embedding objects are to be left out.</summary>
    /// <param name="fields">The objects.</param>
    public static string WithoutEmbedding(IReadOnlyList<EmbeddingField> fields) =>
        $$"""{"excludes":{{JsonSerializer.Serialize(fields.Select(field => field.Name))}}}""";

    /// <summary>Adds to each search on configured indices what is to come of <c>_source</c>.</summary>
    /// <param name="request">The searches.</param>
    /// <param name="served">What is configured.</param>
    /// <param name="indices">The index expression of the URL, for headers that name none.</param>
    /// <param name="source">The member's value.</param>
    /// <returns>One for each search: its new body, or <see langword="null"/> where nothing is to be added.</returns>
    public static ReadOnlyMemory<byte>?[] Change(
        MultiSearchRequest request, ServedIndices served, string? indices, Func<IReadOnlyList<EmbeddingField>, string> source) =>
        [.. request.Items.Select(
            item => served.FieldsOf(item.Indices ?? indices) is { Count: > 0 } fields && SourceMembers.Add(item.Body.Span, source(fields)) is { } body
                ? body
                : default(ReadOnlyMemory<byte>?))];

    /// <summary>
    /// Has a request go on with what is to come of <c>_source</c> added to its searches on configured indices. One that cannot be read stays as it is.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="lines">Its body.</param>
    /// <param name="served">What is configured.</param>
    /// <param name="indices">The index expression of the URL, for headers that name none.</param>
    /// <param name="source">The member's value.</param>
    public static void Send(
        HttpContext context, ReadOnlyMemory<byte> lines, ServedIndices served, string? indices, Func<IReadOnlyList<EmbeddingField>, string> source)
    {
        if (!MultiSearchRequest.TryRead(lines, out var searches)
            || Change(searches, served, indices, source) is not { } bodies
            || Array.TrueForAll(bodies, body => body is null))
        {
            return;
        }

        var text = new ArrayBufferWriter<byte>();
        searches.Write(text, bodies);
        ReplacedBody.Set(context.Request, new MemoryStream(text.WrittenSpan.ToArray(), writable: false), text.WrittenCount);
    }
}
