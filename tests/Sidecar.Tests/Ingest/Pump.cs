using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Upkeep;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.TestKit.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Ingest;

/// <summary>The stages of a bulk request without HTTP around them, on an index that is ready for embeddings.</summary>
internal sealed class Pump : IClusterCalls
{
    private readonly ServedIndices _indices;
    private readonly WriteBatchEncoder _encoder;
    private readonly FakeTimeProvider _time = new();
    private readonly WriteLog _log;

    public Pump(IDocumentEncoder? encoder = null)
    {
        var options = new TwinBertOptions { Indices = new() { ["products"] = new() { TextFields = ["title"] } } };
        Metrics = new IngestMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var model = SidecarFixture.Model(new HashEncoder(ScriptedIndex.Dimensions), encoder ?? new HashEncoder(ScriptedIndex.Dimensions));
        _indices = new ServedIndices(options.Indices, _ => model, new());
        _encoder = new WriteBatchEncoder(new EmbeddingSites(Metrics), new DocumentEncoders(options.Limits, TimeProvider.System), Metrics);
        _log = new(_time, Lines);
    }

    public IngestMetrics Metrics { get; }

    /// <summary>What the log says.</summary>
    public KeptLines<WriteLog> Lines { get; } = new();

    public BulkLimits Limits { get; init; } = new(1 << 20);

    public TimeSpan EncodeTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public int MaxRequestBytes { get; init; } = int.MaxValue;

    public bool IsLengthKnown { get; init; } = true;

    public async Task<string> RunAsync(string body, params IReadOnlyList<int> chunks)
    {
        using var output = new MemoryStream();
        await RunAsync(
            new ChunkedStream(Encoding.UTF8.GetBytes(body), chunks.Count == 0 ? [int.MaxValue] : chunks),
            body,
            PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true)));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>The most bytes that were read from the client and not yet taken by an engine that reads little at a time.</summary>
    public async Task<long> MeasureLeadAsync(string body, int pipeBytes)
    {
        var input = new ChunkedStream(Encoding.UTF8.GetBytes(body), [100]);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: pipeBytes, resumeWriterThreshold: pipeBytes / 2));
        var running = RunAsync(input, body, pipe.Writer);
        long taken = 0, most = 0;
        for (var result = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            !(result.IsCompleted && result.Buffer.IsEmpty);
            result = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var some = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, 100));
            taken += some.Length;
            pipe.Reader.AdvanceTo(some.End);
            most = Math.Max(most, input.Position - taken);
        }

        await running;
        return most;
    }

    private async Task RunAsync(ChunkedStream body, string text, PipeWriter output)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var reader = new BulkReader(
            PipeReader.Create(body),
            new WriteTarget(WriteKind.Bulk, "products", null, null, RequireAlias: false),
            _indices,
            Limits,
            outcome => Metrics.Count(outcome));
        var guard = new EmbeddingMappingGuard(this, () => this, _ => new(EngineFamily.Elasticsearch), TimeProvider.System);
        var growth = new GrowthBudget(IsLengthKnown ? length : null, MaxRequestBytes);
        var session = new WriteSession(guard, new StoredTexts(this), new OwnTime(EncodeTimeout, TimeProvider.System), growth, new(this, _log), _log.Open())
        {
            Repairs = new(new RepairQueue(new(), new UpkeepPermit(new(), new()), TimeProvider.System)),
        };
        var first = await reader.ReadAsync(TestContext.Current.CancellationToken) ?? new WriteBatch(Limits.Buffers.Rent());
        await new BulkPump(_encoder).RunAsync(first, reader, session, output, TestContext.Current.CancellationToken);
    }

    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new ClusterAnswer(200, Encoding.UTF8.GetBytes(ScriptedIndex.Mapped)));
}
