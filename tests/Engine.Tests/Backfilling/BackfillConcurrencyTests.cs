using System.Globalization;
using System.Text;
using TwinBert.Search.Cluster;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>Others go on writing while a backfill runs.</summary>
public sealed class BackfillConcurrencyTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_ConcurrentWriters_LoseNothing(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(240));
        using var bench = new BackfillBench(index) { Options = new() { BatchDocuments = 16 }, Between = calls => new WritingBetween(calls, index) };

        var report = await bench.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((0, 0), (report.Counters.Lost, report.Counters.LeftToWriter));
        Assert.True(report.Counters.Conflicts > 0);
        var total = await index.CountAsync();
        Assert.Equal(total, await index.EmbeddedAsync(HashEncoder.TestFingerprint.Value));
        for (var writer = 0; writer < WritingBetween.Writes; writer++)
        {
            Assert.Contains($"rewritten {writer}", await index.SourceAsync(WritingBetween.Id(writer)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_DocumentsDeletedMeanwhile_StayDeleted(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(40));
        using var bench = new BackfillBench(index) { Options = new() { BatchDocuments = 10 }, Between = calls => new DeletingBetween(calls, index) };

        var report = await bench.RunAsync();

        Assert.Null(report.Failure);
        Assert.Equal((1, 0), (report.Counters.Gone, report.Counters.Lost));
        Assert.Equal((39, 39), (report.Coverage!.Total, report.Coverage.Current));
    }

    /// <summary>Before each of the first bulk writes, writes one of the documents in it, and a new one, as an application would.</summary>
    private sealed class WritingBetween(IClusterCalls calls, EngineIndex index) : IClusterCalls
    {
        public const int Writes = 6;
        private int _written;

        public static string Id(int writer) => string.Create(CultureInfo.InvariantCulture, $"written-{writer}");

        public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            if (call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && _written < Writes)
            {
                var writer = _written++;
                var id = Encoding.UTF8.GetString(call.Body.Span).Split("\"_id\":\"")[1].Split('"')[0];
                await index.SendAsync(HttpMethod.Post, $"_update/{id}", """{"doc":{"title":"changed by the application"}}""");
                await index.SendAsync(HttpMethod.Put, $"_doc/{Id(writer)}", $$"""{"title":"rewritten {{writer}}"}""");
            }

            return await calls.SendAsync(call, cancellationToken);
        }
    }

    private sealed class DeletingBetween(IClusterCalls calls, EngineIndex index) : IClusterCalls
    {
        private bool _deleted;

        public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            if (call.Target.StartsWith("/_bulk", StringComparison.Ordinal) && !_deleted)
            {
                _deleted = true;
                var id = Encoding.UTF8.GetString(call.Body.Span).Split("\"_id\":\"")[1].Split('"')[0];
                await index.SendAsync(HttpMethod.Delete, $"_doc/{id}");
            }

            return await calls.SendAsync(call, cancellationToken);
        }
    }
}
