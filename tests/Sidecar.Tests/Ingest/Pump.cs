using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

/// <summary>The stages of a bulk request without HTTP around them, on an index that is ready for embeddings.</summary>
internal sealed class Pump : IClusterCalls
{
    private readonly IngestIndices _indices;
    private readonly WriteBatchEncoder _encoder;

    public Pump(IDocumentEncoder? encoder = null)
    {
        var options = new TwinBertOptions { Indices = new() { ["products"] = new() { TextFields = ["title"] } } };
        _indices = new IngestIndices(new IndexTable(options.Indices), options);
        Metrics = new IngestMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var model = SidecarFixture.Model(new HashEncoder(ScriptedIndex.Dimensions), encoder ?? new HashEncoder(ScriptedIndex.Dimensions));
        _encoder = new WriteBatchEncoder(new EmbeddingSites(_indices, Metrics), model, Metrics, new RefusalNews(), TimeProvider.System, NullLogger<WriteBatchEncoder>.Instance);
    }

    public IngestMetrics Metrics { get; }

    public BulkLimits Limits { get; init; } = new(1 << 20);

    public TimeSpan EncodeTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public int MaxRequestBytes { get; init; } = int.MaxValue;

    public bool IsLengthKnown { get; init; } = true;

    public async Task<string> RunAsync(string body, params IReadOnlyList<int> chunks)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var input = PipeReader.Create(new ChunkedStream(bytes, chunks.Count == 0 ? [int.MaxValue] : chunks));
        var reader = new BulkReader(input, new WriteTarget(WriteKind.Bulk, "products", RequireAlias: false), _indices, Limits, outcome => Metrics.Count(outcome));
        var guard = new EmbeddingMappingGuard(this, _ => new(EngineFamily.Elasticsearch), ScriptedIndex.Dimensions);
        var session = new WriteSession(guard, new EncodeBudget(EncodeTimeout, TimeProvider.System), new GrowthBudget(IsLengthKnown ? bytes.Length : null, MaxRequestBytes));
        using var output = new MemoryStream();
        var first = await reader.ReadAsync(TestContext.Current.CancellationToken) ?? new WriteBatch(0);
        await new BulkPump(_encoder).RunAsync(first, reader, session, PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true)), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ClusterAnswer(200, Encoding.UTF8.GetBytes(ScriptedIndex.Mapped)));
}
