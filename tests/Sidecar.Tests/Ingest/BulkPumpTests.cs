using FsCheck;
using FsCheck.Xunit;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Ingest;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

public sealed class BulkPumpTests
{
    private const string Drill = """{"title":"a drill","price":1e3}""";
    private static readonly string WithEmbedding = Embedded.In(Drill, "a drill");

    [Theory]
    [InlineData("{\"index\":{}}\n$\n", true)]
    [InlineData("{\"create\":{\"_id\":\"1\"}}\n$\n", true)]
    [InlineData("{\"index\":{\"_index\":\"products\",\"op_type\":\"create\",\"dynamic_templates\":{\"a.b\":\"c\"},\"pipeline\":\"p\"}}\n$\n", true)]
    [InlineData("{\"index\":{}}\r\n$\r\n", true)]
    [InlineData("\n \r\n{\"index\":{}}\n$\n\n", true)]
    [InlineData("{\"delete\":{\"_id\":\"1\"}}\n{\"index\":{}}\n$\n", true)]
    [InlineData("{\"index\":{\"_index\":\"other\"}}\n$\n", false)]
    [InlineData("{\"index\":{\"_index\":\"products,other\"}}\n$\n", false)]
    [InlineData("{\"index\":{}}\n$", false)]
    [InlineData("{\"index\":{}\n$\n", false)]
    [InlineData("{\"upsert\":{}}\n$\n", false)]
    [InlineData("{\"index\":null}\n$\n", false)]
    [InlineData("{\"index\":{},\"create\":{}}\n$\n", false)]
    [InlineData("not json\n{\"index\":{}}\n$\n", false)]
    [InlineData("$\n$\n", false)]
    [InlineData("", false)]
    public async Task RunAsync_AnyRequest_ChangesTheDocumentsAndNoOtherByte(string body, bool isEmbedded)
    {
        var output = await new Pump().RunAsync(body.Replace("$", Drill, StringComparison.Ordinal));

        Assert.Equal(body.Replace("$", isEmbedded ? WithEmbedding : Drill, StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task RunAsync_Updates_AreTreatedAsUpdates()
    {
        var output = await new Pump().RunAsync($$"""
            {"update":{"_id":"1"} }
            {"doc":{{Drill}} }
            {"update":{"_id":"2"} }
            {"doc":{"price":2} }

            """);

        Assert.Equal($$"""
            {"update":{"_id":"1"} }
            {"doc":{{WithEmbedding}} }
            {"update":{"_id":"2"} }
            {"doc":{"price":2} }

            """, output);
    }

    [Theory]
    [InlineData("""{"title":""")]
    [InlineData("""{"title":"a","title":"b"}""")]
    public async Task RunAsync_MalformedSource_CostsOnlyItself(string source)
    {
        var pump = new Pump();

        var output = await pump.RunAsync("{\"index\":{}}\n" + source + "\n{\"index\":{}}\n" + Drill + "\n");

        Assert.Equal("{\"index\":{}}\n" + source + "\n{\"index\":{}}\n" + WithEmbedding + "\n", output);
        Assert.Equal((1, 1), (pump.Metrics.Counts["malformed"], pump.Metrics.Counts["embedded"]));
    }

    [Fact]
    public async Task RunAsync_ActionOverItsLimit_IsPassedOnHoweverItArrives()
    {
        var action = "{\"index\":{\"_id\":\"" + new string('i', 100) + "\"}}\n";
        var body = action + Drill + "\n";
        var limits = new BulkLimits(1 << 20) { ActionBytes = 100 };

        Assert.Equal(body, await new Pump { Limits = limits }.RunAsync(body));
        Assert.Equal(body, await new Pump { Limits = limits }.RunAsync(body, 7));
    }

    [Fact]
    public async Task RunAsync_DocumentOverTheLimit_IsPassedOnInPieces()
    {
        var pump = new Pump { Limits = new(2_000) { BatchBytes = 100 } };
        var large = $$"""{"title":"{{new string('x', 50_000)}}"}""";

        var output = await pump.RunAsync($"{{\"index\":{{}}}}\n{large}\n{{\"index\":{{}}}}\n{Drill}\n", 700);

        Assert.Equal($"{{\"index\":{{}}}}\n{large}\n{{\"index\":{{}}}}\n{WithEmbedding}\n", output);
        Assert.Equal((1, 1), (pump.Metrics.Counts["too_large"], pump.Metrics.Counts["embedded"]));
    }

    [Fact]
    public async Task RunAsync_EndlessActionLine_IsPassedOnWithEverythingAfterIt()
    {
        var pump = new Pump { Limits = new(2_000) { BatchBytes = 100, ActionBytes = 1_000 } };
        var body = new string('x', 5_000) + "\n{\"index\":{}}\n" + Drill + "\n";

        Assert.Equal(body, await pump.RunAsync(body, 300));
    }

    [Property(MaxTest = 200)]
    public async Task<bool> RunAsync_CutAnywhere_GivesTheSame(PositiveInt[] chunks, PositiveInt batchBytes, PositiveInt documents)
    {
        const string body = "{\"index\":{}}\r\n" + Drill + "\r\n\n{\"delete\":{\"_id\":\"é\"}}\n{\"create\":{}}\n" + Drill + "\n"
            + "{\"index\":{\"_index\":\"other\"}}\n" + Drill + "\n{\"index\":{}}\n" + Drill;
        var pump = new Pump { Limits = new(1_000) { BatchBytes = batchBytes.Get, BatchDocuments = documents.Get } };

        var output = await pump.RunAsync(body, [.. chunks.Select(chunk => chunk.Get), 7]);

        return output == await new Pump().RunAsync(body) && pump.Metrics.Counts["embedded"] == 2;
    }

    [Fact]
    public async Task RunAsync_EngineThatReadsSlowly_IsNeverFarBehind()
    {
        const int batch = 1_000;
        var pump = new Pump { Limits = new(1_000) { BatchBytes = batch } };
        var body = string.Concat(Enumerable.Repeat("{\"index\":{\"_index\":\"other\"}}\n" + Drill + "\n", 2_000));

        var most = await pump.MeasureLeadAsync(body, batch);

        // Three batches and what the two pipes hold back; the request is a hundred times as long.
        Assert.InRange(most, 1, 10 * batch);
    }

    [Fact]
    public async Task RunAsync_EncoderThatFails_LosesNoDocument()
    {
        var pump = new Pump(new BrokenEncoder());
        var body = "{\"index\":{}}\n" + Drill + "\n";

        Assert.Equal(body, await pump.RunAsync(body));
        Assert.Equal(1, pump.Metrics.Counts["encoder_failed"]);
    }

    [Fact]
    public async Task RunAsync_EncoderThatFailsAnUpdate_TakesTheOldEmbeddingAway()
    {
        var output = await new Pump(new BrokenEncoder()).RunAsync("{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"title\":\"saw\"}}\n");

        Assert.Equal("{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"title\":\"saw\",\"twinbert\":null}}\n", output);
    }

    [Fact]
    public async Task RunAsync_EncoderThatHangs_HoldsTheRequestUpOnce()
    {
        var encoder = new HangingEncoder();
        var pump = new Pump(encoder) { EncodeTimeout = TimeSpan.FromMilliseconds(50), Limits = new(1_000) { BatchDocuments = 1 } };
        var body = string.Concat(Enumerable.Repeat("{\"index\":{}}\n" + Drill + "\n", 20));

        Assert.Equal(body, await pump.RunAsync(body));
        Assert.Equal((20, 1), (pump.Metrics.Counts["encoder_timeout"], encoder.Calls));
    }

    [Fact]
    public async Task RunAsync_EveryBatchOfARequestNotEncoded_IsOneLineInTheLog()
    {
        var pump = new Pump(new BrokenEncoder()) { Limits = new(1_000) { BatchDocuments = 1 } };

        await pump.RunAsync(string.Concat(Enumerable.Repeat("{\"index\":{}}\n" + Drill + "\n", 20)));

        Assert.Equal(
            "1 documents are written without embeddings (EncoderFailed); a backfill will embed them. (0 more for this reason since the last such line)",
            Assert.Single(pump.Lines.All));
    }

    [Theory]
    [InlineData(true, 100, 3)]
    [InlineData(true, 2, 0)]
    [InlineData(false, 100, 3)]
    public async Task RunAsync_RequestThatWouldGrowTooLarge_IsEmbeddedAsFarAsItMay(bool isLengthKnown, int room, int least)
    {
        var body = string.Concat(Enumerable.Repeat("{\"index\":{}}\n" + Drill + "\n", 10));
        var most = body.Length + (room * (WithEmbedding.Length - Drill.Length) / 20);
        var pump = new Pump { MaxRequestBytes = most * (isLengthKnown ? 1 : 2), IsLengthKnown = isLengthKnown };

        var output = await pump.RunAsync(body);

        Assert.True(output.Length <= most);
        Assert.True(pump.Metrics.Counts.GetValueOrDefault("embedded") >= least);
        Assert.Equal(10, pump.Metrics.Counts["request_too_large"] + pump.Metrics.Counts.GetValueOrDefault("embedded"));
        Assert.Equal(body, output.Replace("," + Embedded.Member("a drill"), "", StringComparison.Ordinal));
    }

    private sealed class BrokenEncoder : IDocumentEncoder
    {
        public ModelFingerprint Fingerprint => HashEncoder.TestFingerprint;

        public int Dimensions => ScriptedIndex.Dimensions;

        public ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("broken");
    }

    private sealed class HangingEncoder : IDocumentEncoder
    {
        public int Calls { get; private set; }

        public ModelFingerprint Fingerprint => HashEncoder.TestFingerprint;

        public int Dimensions => ScriptedIndex.Dimensions;

        public async ValueTask<IReadOnlyList<DocumentEmbedding>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            Calls++;
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return [];
        }
    }
}
