using Microsoft.Extensions.Time.Testing;
using TwinBert.Training.Display;
using Xunit;

namespace TwinBert.Training.Tests.Display;

public sealed class RunLinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _writer = new() { NewLine = "\n" };

    public void Dispose() => _writer.Dispose();

    [Fact]
    public void Stepped_ALongRun_ALineEveryTenSecondsWithRateAndRemainingTime()
    {
        var lines = new RunLines(_writer, _time);
        for (var step = 1; step <= 13; step++)
        {
            lines.Stepped(step, 100, 0.5, 1e-4);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(
            [
                "step 6 of 100, loss 0.5000, learning rate 1.0e-4, 0.5 steps/s, 0:03:08 left",
                "step 11 of 100, loss 0.5000, learning rate 1.0e-4, 0.5 steps/s, 0:02:58 left",
            ],
            Lines());
    }

    [Fact]
    public void Count_WorkThatGoesOn_CountsTheRateFromWhereItBegan()
    {
        var counter = new RunLines(_writer, _time).Count("encoding", 100);
        counter.Report(40);
        _time.Advance(TimeSpan.FromSeconds(10));
        counter.Report(60);
        counter.Report(100);

        Assert.Equal(["encoding: 60 of 100 (2/s, 0:00:20 left)", "encoding: 100 of 100 (6/s, 0:00:00 left)"], Lines());
    }

    [Fact]
    public void Evaluated_DevMetric_SaysWhetherItIsTheBest()
    {
        var lines = new RunLines(_writer, _time);
        lines.Evaluated(new(500, 0, 0, 0.81234), isBest: true);
        lines.Evaluated(new(1000, 0, 0, 0.8), isBest: false);

        Assert.Equal(["step 500: dev 0.8123, the best so far", "step 1000: dev 0.8000"], Lines());
    }

    private string[] Lines() => _writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
