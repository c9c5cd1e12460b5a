using System.Text;
using System.Text.Json;
using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.IngestPipeline.Tests;

public sealed class DocumentEncodingPipelineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EncodeAsync_MixedBatch_GivesEachDocumentItsOutcomeInOrder()
    {
        var encoder = new HashEncoder();
        var pipeline = Pipeline(encoder, new() { MaxDocumentBytes = 40 });

        var results = await pipeline.EncodeAsync(
            [Bytes("""{"title":"drill"}"""), Bytes("""{"price":1}"""), Bytes("""{"title":"""), Bytes($$"""{"title":"{{new string('x', 50)}}"}"""), Bytes("""{"title":"saw"}""")],
            Cancellation);

        Assert.Equal(
            [IngestOutcome.Embedded, IngestOutcome.NoText, IngestOutcome.Malformed, IngestOutcome.TooLarge, IngestOutcome.Embedded],
            results.Select(result => result.Outcome));
        Assert.Equal(EmbeddingObject.Write(encoder.Quantize("drill"), encoder.Fingerprint, TextHash.Of("drill")), results[0].EmbeddingObject.ToArray());
        Assert.Equal(EmbeddingObject.Write(encoder.Quantize("saw"), encoder.Fingerprint, TextHash.Of("saw")), results[4].EmbeddingObject.ToArray());
        Assert.All(results.Skip(1).Take(3), result => Assert.True(result.EmbeddingObject.IsEmpty));
    }

    [Fact]
    public async Task EncodeAsync_ResultSplicedIn_IsValidJsonWithTheVector()
    {
        var pipeline = Pipeline(new HashEncoder());
        var source = Bytes("""{"title":"drill"}""");

        var results = await pipeline.EncodeAsync([source], Cancellation);

        using var document = JsonDocument.Parse(pipeline.Splice.Apply(source, results[0].EmbeddingObject));
        Assert.Equal(16, document.RootElement.GetProperty("twinbert").GetProperty("embedding").GetArrayLength());
    }

    [Fact]
    public async Task EncodeAsync_EncoderThrows_IsAnOutcomeWithTheError()
    {
        var error = new InvalidOperationException("no memory");
        var pipeline = Pipeline(new ScriptedEncoder((_, _) => throw error));

        var results = await pipeline.EncodeAsync([Bytes("""{"title":"drill"}""")], Cancellation);

        Assert.Equal(IngestOutcome.EncoderFailed, results[0].Outcome);
        Assert.Same(error, results[0].Error);
        Assert.Equal(TextHash.Of("drill"), results[0].TextHash);
    }

    [Fact]
    public async Task EncodeAsync_EncoderThatIgnoresItsToken_IsNotWaitedFor()
    {
        var never = new TaskCompletionSource<IReadOnlyList<DocumentEmbedding>>();
        var pipeline = Pipeline(new ScriptedEncoder((_, _) => new(never.Task)), new() { EncodeTimeout = TimeSpan.FromMilliseconds(20) });

        var results = await pipeline.EncodeAsync([Bytes("""{"title":"drill"}""")], Cancellation);

        Assert.Equal(IngestOutcome.EncoderTimeout, results[0].Outcome);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 2)]
    [InlineData(1, 3)]
    public async Task EncodeAsync_AnswerOfTheWrongShape_IsAFailure(int count, int dimensions)
    {
        var answer = Enumerable.Range(0, count).Select(_ => new DocumentEmbedding(new sbyte[dimensions])).ToArray();
        var pipeline = Pipeline(new ScriptedEncoder((_, _) => new(answer)));

        var results = await pipeline.EncodeAsync([Bytes("""{"title":"drill"}""")], Cancellation);

        Assert.Equal(IngestOutcome.EncoderFailed, results[0].Outcome);
    }

    [Fact]
    public async Task EncodeAsync_CallerCancels_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        var pipeline = Pipeline(new ScriptedEncoder(async (_, token) =>
        {
            await cancelled.CancelAsync();
            token.ThrowIfCancellationRequested();
            return [];
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipeline.EncodeAsync([Bytes("""{"title":"drill"}""")], cancelled.Token));
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static DocumentEncodingPipeline Pipeline(IDocumentEncoder encoder, DocumentEncodingOptions? options = null) =>
        new(encoder, new DocumentTextSelector(["title"]), new EmbeddingField("twinbert"), options);
}
