using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using TwinBert.Configuration;
using TwinBert.Fuzzing.Oracles;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Ingest;

namespace TwinBert.Fuzzing.Targets;

/// <summary>
/// The lines of a <c>_bulk</c>: the first byte says in what pieces they arrive. They are passed on to the last byte, the documents found in them do not
/// depend on the pieces, and a document with an embedding is otherwise the same.
/// </summary>
internal static class BulkTarget
{
    // Never asked for an embedding: what is read of a request does not depend on the model.
    private static readonly ServedModel Model = new()
    {
        Fingerprint = new("000000000000"),
        QueryFingerprint = new("000000000000"),
        Queries = new NoEncoder(),
        Documents = new NoEncoder(),
        Heads = [new(new CosineCrossing(NoEncoder.Length), 0)],
        Weights = new(1, 1),
    };

    private static readonly ServedIndices Indices = Configured();

    private static readonly BulkLimits Limits = new(200) { ActionBytes = 100, BatchBytes = 150, BatchDocuments = 3 };

    public static void Run(ReadOnlyMemory<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var lines = input[1..];
        var (whole, documents) = Read(lines, lines.Length);
        FuzzFindingException.Unless(whole.Span.SequenceEqual(lines.Span), "A bulk request was not passed on to the last byte.");
        documents.ForEach(CheckSplice);

        var (pieces, same) = Read(lines, input.Span[0] + 1);
        FuzzFindingException.Unless(pieces.Span.SequenceEqual(lines.Span), "A bulk request in pieces was not passed on to the last byte.");
        FuzzFindingException.Unless(documents.Count == same.Count, "A bulk request has other documents when it comes in pieces.");
    }

    private static (ReadOnlyMemory<byte> Written, List<ReadOnlyMemory<byte>> Documents) Read(ReadOnlyMemory<byte> lines, int piece)
    {
        var target = new WriteTarget(WriteKind.Bulk, "products", null, null, RequireAlias: false);
        var reader = new BulkReader(PipeReader.Create(new PiecewiseStream(lines, Math.Max(1, piece))), target, Indices, Limits, _ => { });
        var output = new ArrayBufferWriter<byte>();
        var documents = new List<ReadOnlyMemory<byte>>();
        while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                output.Write(batch.Memory.Span);
                foreach (var item in batch.Items)
                {
                    documents.Add(batch.Memory.Slice(item.Start, item.Length).ToArray());
                }
            }
        }

        return (output.WrittenMemory, documents);
    }

    private static void CheckSplice(ReadOnlyMemory<byte> document)
    {
        var index = Indices.FindTarget("products")!;
        index.Texts.Select(document);
        var output = new ArrayBufferWriter<byte>();
        if (!index.Splice.TryWrite(document.Span, """{"model":"m"}"""u8, output))
        {
            return;
        }

        var before = PlainJson.Read(document) as JsonObject;
        var after = PlainJson.Read(output.WrittenMemory) as JsonObject;
        FuzzFindingException.Unless(before is null || after is not null, "A document is no JSON with its embedding.");
        if (before is not null)
        {
            FuzzFindingException.Unless(after!["twinbert"]?["model"]?.GetValue<string>() == "m", "A document lacks its embedding.");
            FuzzFindingException.Unless(PlainJson.AreSame(Without(before), Without(after)), "A document with its embedding is another.");
        }
    }

    private static JsonObject Without(JsonObject document)
    {
        document.Remove("twinbert");
        return document;
    }

    private static ServedIndices Configured()
    {
        var options = new TwinBertOptions { Indices = new() { ["products*"] = new() { TextFields = ["title", "tags[:2]", "meta.brand"] } } };
        return new(options.Indices, _ => Model, new());
    }

    private sealed class NoEncoder : IQueryEncoder, IDocumentEncoder
    {
        public const int Length = 8;

        public ModelFingerprint Fingerprint => new("000000000000");

        public int Dimensions => Length;

        public ValueTask<QueryEmbedding> EncodeAsync(string text, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
