using TwinBert.Evaluation.Metrics;
using TwinBert.Training.Gates;
using Xunit;

namespace TwinBert.Training.Tests.Gates;

public sealed class GateResultTests
{
    [Fact]
    public void Promote_BetterLaterAndNoFall_Passes()
    {
        var result = new GateResult(Figure("later", 0.05), [Figure("esci test", -0.004)], 0.005);

        Assert.True(result.Promote);
        Assert.StartsWith("# Promote\n", GateReport.Write(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "nothing has to be embedded again")]
    [InlineData(false, "documents need a backfill")]
    public void Write_Package_SaysWhatBecomesOfVectors(bool keeps, string expected) =>
        Assert.Contains(expected, GateReport.Write(new(Figure("later", 0.05), [], 0.005) { KeepsVectors = keeps }), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 0, "on later clicks it is not better")]
    [InlineData(-0.05, 0, "on later clicks it is not better")]
    [InlineData(0.05, -0.006, "on esci test it falls by 0.0060")]
    public void Promote_Objection_IsNamed(double later, double generic, string expected)
    {
        var result = new GateResult(Figure("later", later), [Figure("esci test", generic)], 0.005);

        Assert.False(result.Promote);
        Assert.Contains(expected, Assert.Single(result.Objections), StringComparison.Ordinal);
        Assert.StartsWith("# Do not promote\n", GateReport.Write(result), StringComparison.Ordinal);
        Assert.Contains(expected, GateReport.Write(result), StringComparison.Ordinal);
    }

    private static GateFigure Figure(string name, double difference)
    {
        var (before, after) = (Enumerable.Repeat(0.5, 40).ToArray(), Enumerable.Repeat(0.5 + difference, 40).ToArray());
        return new(name, 40, 0.4, 0.5, 0.5 + difference, PairedTest.Of(before, after, new Random(1)));
    }
}
