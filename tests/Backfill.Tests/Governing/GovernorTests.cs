using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Backfill.Governing;
using TwinBert.Search.Cluster;
using Xunit;

namespace TwinBert.Backfill.Tests.Governing;

public sealed class GovernorTests
{
    private static readonly ClusterCall Bulk = new(HttpMethod.Post, "/_bulk");

    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly Engine _engine = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitAsync_SearchesAsFastAsEver_KeepsTheSpeed()
    {
        var governor = Create();

        await PassAsync(governor, milliseconds: 10, times: 6);

        Assert.Equal(1, governor.Share);
    }

    [Fact]
    public async Task WaitAsync_SearchesTwiceAsSlow_HalvesTheSpeedAndFindsItAgain()
    {
        var governor = Create();
        await PassAsync(governor, milliseconds: 10, times: 2);

        await PassAsync(governor, milliseconds: 30, times: 1);
        var slowed = governor.Share;
        await PassAsync(governor, milliseconds: 30, times: 8);
        var least = governor.Share;
        await PassAsync(governor, milliseconds: 10, times: 10);

        Assert.Equal(0.5, slowed);
        Assert.Equal(0.1, least);
        Assert.Equal(1, governor.Share);
    }

    [Fact]
    public async Task WaitAsync_FewSearches_SayNothing()
    {
        var governor = Create();
        await PassAsync(governor, milliseconds: 10, times: 2);

        await PassAsync(governor, milliseconds: 500, times: 3, searches: 19);

        Assert.Equal(1, governor.Share);
    }

    [Fact]
    public async Task WaitAsync_ShortSearches_MayTakeAFewMillisecondsMore()
    {
        var governor = Create();
        await PassAsync(governor, milliseconds: 1, times: 2);

        await PassAsync(governor, milliseconds: 5, times: 3);

        Assert.Equal(1, governor.Share);
    }

    [Theory]
    [InlineData(429, "")]
    [InlineData(200, """{"errors":true,"items":[{"index":{"_id":"1","status":201}},{"index":{"_id":"2","status":429}}]}""")]
    public async Task WaitAsync_Refused_HalvesTheSpeed(int status, string body)
    {
        var governor = Create();
        await PassAsync(governor, milliseconds: 10, times: 1);
        _engine.Bulk = new(status, Encoding.UTF8.GetBytes(body));

        await governor.SendAsync(Bulk, Cancel);
        await PassAsync(governor, milliseconds: 10, times: 1);

        Assert.Equal(0.5, governor.Share);
    }

    [Fact]
    public async Task WaitAsync_TurnedOff_AsksNothing()
    {
        var governor = new Governor(_engine, "products", new() { IsOn = false }, _time);
        _engine.Bulk = new(429, default);
        await governor.SendAsync(Bulk, Cancel);

        await PassAsync(governor, milliseconds: 500, times: 3);

        Assert.Equal((1, 0), (governor.Share, _engine.Asked));
    }

    [Fact]
    public async Task WaitAsync_AccountMayNotAsk_KeepsTheSpeed()
    {
        var governor = Create();
        _engine.IsForbidden = true;

        await PassAsync(governor, milliseconds: 500, times: 3);

        Assert.Equal(1, governor.Share);
    }

    [Theory]
    [InlineData("search")]
    [InlineData("write")]
    public async Task WaitAsync_QueueLongTwice_HalvesTheSpeed(string pool)
    {
        var governor = Create();
        _engine.Pools[pool] = (Queue: 9, Rejected: 3);

        await PassAsync(governor, milliseconds: 10, times: 1);
        var once = governor.Share;
        await PassAsync(governor, milliseconds: 10, times: 1);

        Assert.Equal((1, 0.5), (once, governor.Share));
    }

    [Fact]
    public async Task WaitAsync_QueueLongNowAndThen_KeepsTheSpeed()
    {
        var governor = Create();

        foreach (var queue in new[] { 9, 8, 9, 0 })
        {
            _engine.Pools["search"] = (queue, Rejected: 0);
            await PassAsync(governor, milliseconds: 10, times: 1);
        }

        Assert.Equal(1, governor.Share);
    }

    [Fact]
    public async Task WaitAsync_TasksOfOthersTurnedAway_HalvesTheSpeed()
    {
        var governor = Create();
        _engine.Pools["write"] = (Queue: 0, Rejected: 3);
        await PassAsync(governor, milliseconds: 10, times: 2);

        _engine.Pools["write"] = (Queue: 0, Rejected: 4);
        await PassAsync(governor, milliseconds: 10, times: 1);

        Assert.Equal(0.5, governor.Share);
    }

    [Fact]
    public async Task WaitAsync_AccountMayNotSeeNodes_AsksThemOnce()
    {
        var governor = Create();
        _engine.AreNodesForbidden = true;

        await PassAsync(governor, milliseconds: 10, times: 3);

        Assert.Equal((1, 1), (governor.Share, _engine.AskedNodes));
    }

    private Governor Create() => new(_engine, "products", new(), _time);

    // Batches, five seconds apart, with searches of the application between them.
    private async Task PassAsync(Governor governor, int milliseconds, int times, int searches = 100)
    {
        for (var i = 0; i < times; i++)
        {
            _engine.Search(searches, milliseconds);
            _time.Advance(TimeSpan.FromSeconds(5));
            var waiting = governor.WaitAsync(Cancel).AsTask();
            while (!waiting.IsCompleted)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await waiting;
        }
    }

    private sealed class Engine : IClusterCalls
    {
        private long _searches = 1_000;
        private long _milliseconds = 10_000;

        public ClusterAnswer Bulk { get; set; } = new(200, default);

        public bool IsForbidden { get; set; }

        public bool AreNodesForbidden { get; set; }

        public Dictionary<string, (int Queue, int Rejected)> Pools { get; } = new() { ["search"] = default, ["write"] = default };

        public int Asked { get; private set; }

        public int AskedNodes { get; private set; }

        public void Search(int searches, int milliseconds)
        {
            _searches += searches;
            _milliseconds += (long)searches * milliseconds;
        }

        public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
        {
            if (call.Target == "/_bulk")
            {
                return ValueTask.FromResult(Bulk);
            }

            if (call.Target.StartsWith("/_nodes/n1/stats/thread_pool?", StringComparison.Ordinal))
            {
                AskedNodes++;
                var pools = string.Join(',', Pools.Select(
                    pool => $$"""
                        "{{pool.Key}}":{"threads":2,"queue":{{pool.Value.Queue}},"rejected":{{pool.Value.Rejected}}}
                        """));
                var nodes = "{\"nodes\":{\"n1\":{\"thread_pool\":{" + pools + "}}}}";
                return ValueTask.FromResult(AreNodesForbidden ? new ClusterAnswer(403, default) : new ClusterAnswer(200, Encoding.UTF8.GetBytes(nodes)));
            }

            Asked++;
            Assert.StartsWith("/products/_stats/search?", call.Target, StringComparison.Ordinal);
            var search = string.Create(CultureInfo.InvariantCulture, $"\"query_total\":{_searches},\"query_time_in_millis\":{_milliseconds}");
            const string shards = """{"products":{"shards":{"0":[{"routing":{"node":"n1"}},{}],"1":[{"routing":{"node":"n1"}}]}}}""";
            var body = "{\"_all\":{\"total\":{\"search\":{" + search + "}}},\"indices\":" + shards + "}";
            return ValueTask.FromResult(IsForbidden ? new ClusterAnswer(403, default) : new ClusterAnswer(200, Encoding.UTF8.GetBytes(body)));
        }
    }
}
