using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TwinBert.Search.Requests;

namespace TwinBert.Sidecar.Documents;

/// <summary>Searches of an <c>_msearch</c> that are not reranked.</summary>
internal static class MultiSearchBody
{
    private const string WithVectors = """{"exclude_vectors":false}""";

    /// <summary>Adds to each search on configured indices that vectors are to stay in <c>_source</c>.</summary>
    /// <param name="request">The searches.</param>
    /// <param name="scope">What is configured.</param>
    /// <param name="indices">The index expression of the URL, for headers that name none.</param>
    /// <returns>One for each search: its new body, or <see langword="null"/> where nothing is to be added.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>?> KeepVectors(MultiSearchRequest request, EmbeddingScope scope, string? indices) =>
        [.. request.Items.Select(item => scope.IsAllConfigured(item.Indices ?? indices) && SourceMembers.Add(item.Body.Span, WithVectors) is { } body ? body : default(ReadOnlyMemory<byte>?))];

    /// <summary>Adds to each search on configured indices that the embedding object is left out of <c>_source</c>.</summary>
    /// <param name="request">The searches.</param>
    /// <param name="scope">What is configured.</param>
    /// <param name="indices">The index expression of the URL, for headers that name none.</param>
    /// <returns>One for each search: its new body, or <see langword="null"/> where nothing is to be added.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>?> LeaveEmbeddingsOut(MultiSearchRequest request, EmbeddingScope scope, string? indices) =>
        [.. request.Items.Select(item => scope.FieldOf(item.Indices ?? indices) is { } field
            && SourceMembers.Add(item.Body.Span, $$"""{"excludes":[{{JsonSerializer.Serialize(field.Name)}}]}""") is { } body ? body : default(ReadOnlyMemory<byte>?))];

    /// <summary>Has a request go on with other bodies of its searches.</summary>
    /// <param name="context">The request.</param>
    /// <param name="searches">Its searches.</param>
    /// <param name="bodies">One for each: the new body, or <see langword="null"/> for that of the client.</param>
    public static void Send(HttpContext context, MultiSearchRequest searches, IReadOnlyList<ReadOnlyMemory<byte>?> bodies)
    {
        if (bodies.All(body => body is null))
        {
            return;
        }

        var text = new ArrayBufferWriter<byte>();
        searches.Write(text, bodies);
        context.Request.Body = new MemoryStream(text.WrittenSpan.ToArray(), writable: false);
        context.Request.Headers.ContentLength = text.WrittenCount;
        context.Request.Headers.Remove("Content-Encoding");
        context.Request.Headers.Remove("Transfer-Encoding");
    }
}
