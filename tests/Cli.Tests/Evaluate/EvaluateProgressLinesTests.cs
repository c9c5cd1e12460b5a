using TwinBert.Cli.Evaluate;
using TwinBert.Evaluation.Progress;
using Xunit;

namespace TwinBert.Cli.Tests.Evaluate;

public sealed class EvaluateProgressLinesTests
{
    [Fact]
    public void Report_WithinAStage_WritesRateAndRemainingTimeEveryFewSeconds()
    {
        var clock = new ManualClock();
        using var writer = new StringWriter();
        var progress = new EvaluateProgressLines(writer, clock);

        progress.Report(new(EvaluationStage.Encoding, 100, 1000));
        clock.Seconds = 4;
        progress.Report(new(EvaluationStage.Encoding, 200, 1000));
        clock.Seconds = 10;
        progress.Report(new(EvaluationStage.Encoding, 300, 1000));
        progress.Report(new(EvaluationStage.Scoring, 1, 20));

        Assert.Equal(
            ["Encoding documents: 100 of 1000", "Encoding documents: 300 of 1000 (20/s, 35 s left)", "Encoding and scoring queries: 1 of 20"],
            writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Report_UnknownTotal_WritesTheRateAlone()
    {
        var clock = new ManualClock();
        using var writer = new StringWriter();
        var progress = new EvaluateProgressLines(writer, clock);

        progress.Report(new(EvaluationStage.Indexing, 500, null));
        clock.Seconds = 6;
        progress.Report(new(EvaluationStage.Indexing, 3500, null));

        Assert.EndsWith("Indexing documents: 3500 (500/s)" + Environment.NewLine, writer.ToString(), StringComparison.Ordinal);
    }

    private sealed class ManualClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
