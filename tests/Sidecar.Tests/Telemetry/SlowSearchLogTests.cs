using Microsoft.Extensions.Time.Testing;
using TwinBert.Protocol;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Telemetry;

public sealed class SlowSearchLogTests
{
    private static readonly RerankVerdict Reranked = new() { Status = RerankStatus.Reranked };
    private readonly FakeTimeProvider _time = new();
    private readonly KeptLines<SlowSearchLog> _lines = new();

    [Fact]
    public void Look_SlowInOneStage_NamesItAndTheOthers()
    {
        var log = new SlowSearchLog(new() { SlowSearch = TimeSpan.FromMilliseconds(100) }, _time, _lines);

        log.Look(Reranked, TimeSpan.FromMilliseconds(130), Stages((SearchStage.Read, 2), (SearchStage.Search, 120), (SearchStage.Cross, 3)));

        Assert.Equal(
            "A search took 130 ms, most of it search with 120 ms (read 2, search 120, cross 3, forward 5); it ended with: reranked. 0 more "
                + "were as slow since the last such line",
            Assert.Single(_lines.All));
    }

    [Fact]
    public void Look_FasterThanThat_SaysNothing()
    {
        new SlowSearchLog(new() { SlowSearch = TimeSpan.FromMilliseconds(100) }, _time, _lines).Look(Reranked, TimeSpan.FromMilliseconds(99), Stages());
        new SlowSearchLog(new(), _time, _lines).Look(Reranked, TimeSpan.FromHours(1), Stages());

        Assert.Empty(_lines.All);
    }

    [Fact]
    public void Look_ManySlowOnes_AreOneLineAndACount()
    {
        var log = new SlowSearchLog(new() { SlowSearch = TimeSpan.FromMilliseconds(100) }, _time, _lines);
        for (var i = 0; i < 5; i++)
        {
            log.Look(Reranked, TimeSpan.FromSeconds(1), Stages());
        }

        _time.Advance(LogSilence.Length);
        log.Look(Reranked, TimeSpan.FromSeconds(1), Stages());

        Assert.Equal(2, _lines.All.Count);
        Assert.Contains(" 4 more were as slow", _lines.All[1], StringComparison.Ordinal);
    }

    private SearchStages Stages(params (SearchStage Stage, int Milliseconds)[] parts)
    {
        var stages = new SearchStages(_time);
        foreach (var (stage, milliseconds) in parts)
        {
            using (stages.Start(stage, span: null))
            {
                _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            }
        }

        return stages;
    }
}
