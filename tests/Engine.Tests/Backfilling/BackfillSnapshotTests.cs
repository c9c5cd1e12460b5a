using System.Text;
using System.Text.Json;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>The engine drops the snapshots that a scan reads from.</summary>
public sealed class BackfillSnapshotTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Engines => new(Enum.GetValues<EngineKind>());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task RunAsync_SnapshotsDropped_ReadsEveryDocumentOnce(EngineKind kind)
    {
        await using var index = await EngineIndex.CreateAsync(engines, kind);
        await index.LoadAsync(BackfillTests.Documents(120));
        var dropping = new DroppingBetween(index.Calls, index.Identity.Family);
        using var bench = new BackfillBench(index) { Options = new BackfillOptions { Mode = BackfillMode.All, BatchDocuments = 8 }, Between = _ => dropping };

        var report = await bench.RunAsync();

        Assert.True(dropping.Dropped > 0);
        Assert.Null(report.Failure);
        Assert.Equal((120, 120, 0), (report.Counters.Scanned, report.Counters.Embedded, report.Counters.Conflicts));
    }

    /// <summary>Drops the snapshot of every second page before it is asked for.</summary>
    private sealed class DroppingBetween(IClusterCalls calls, EngineFamily family) : IClusterCalls
    {
        private int _pages;

        public int Dropped { get; private set; }

        public async ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            if (call.Target == "/_search" && ++_pages % 2 == 0)
            {
                using var body = JsonDocument.Parse(call.Body);
                var id = body.RootElement.GetProperty("pit").GetProperty("id").GetRawText();
                var drop = family == EngineFamily.OpenSearch
                    ? new ClusterCall(HttpMethod.Delete, "/_search/point_in_time", Encoding.UTF8.GetBytes("{\"pit_id\":[" + id + "]}"))
                    : new ClusterCall(HttpMethod.Delete, "/_pit", Encoding.UTF8.GetBytes("{\"id\":" + id + "}"));
                Dropped += (await calls.SendAsync(drop, cancellationToken)).IsSuccess ? 1 : 0;
            }

            return await calls.SendAsync(call, cancellationToken);
        }
    }
}
