using System.Text.Json;
using TwinBert.Cli.Checks;
using TwinBert.Cli.Doctor;
using TwinBert.Cli.Tests.Load;
using TwinBert.Configuration;
using Xunit;

namespace TwinBert.Cli.Tests.Doctor;

/// <summary>What <c>doctor</c> says of the clocks of a cluster's nodes.</summary>
public sealed class ClockCheckTests
{
    private const string NoSidecar = """{"error":"no handler found"}""";

    [Fact]
    public async Task Clock_NodeThatIsFarAhead_IsNamed()
    {
        var result = await CheckAsync(Stats(("es-1", 0), ("es-2", 600), ("es-3", -1)));

        Assert.Equal(CheckStatus.Warning, result.Status);
        Assert.Contains("node 'es-2'", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("more of", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_SeveralNodesFarOff_NamesTheWorstAndCountsTheOthers()
    {
        var result = await CheckAsync(Stats(("es-1", -900), ("es-2", 600), ("es-3", 0)));

        Assert.Equal(CheckStatus.Warning, result.Status);
        Assert.Contains("node 'es-1'", result.Text, StringComparison.Ordinal);
        Assert.Contains("1 more of 3", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clock_NodesThatAgree_IsFine()
    {
        var result = await CheckAsync(Stats(("es-1", 0), ("es-2", 1)));

        Assert.Equal(CheckStatus.Fine, result.Status);
        Assert.Contains("nodes (2)", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"nodes":{"a":{"name":"es-1"}}}""")]
    [InlineData("""{"nodes":{"a":{"timestamp":"today"}}}""")]
    [InlineData("""{"nodes":{"a":{"timestamp":9223372036854775807}}}""")]
    [InlineData("<html>")]
    public async Task Clock_AnswerThatSaysNoTime_IsNotKnown(string stats) => Assert.Equal(CheckStatus.Unknown, (await CheckAsync(stats)).Status);

    private static string Stats(params (string Name, int Seconds)[] nodes) => JsonSerializer.Serialize(new
    {
        nodes = nodes.ToDictionary(
            node => "id-" + node.Name,
            node => new { name = node.Name, timestamp = TimeProvider.System.GetUtcNow().AddSeconds(node.Seconds).ToUnixTimeMilliseconds() }),
    });

    private static async Task<CheckResult> CheckAsync(string stats)
    {
        var calls = new ScriptedCalls((400, NoSidecar), (200, "{}"), (200, stats));
        var results = await ClusterChecks.RunAsync(calls, new TwinBertOptions(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        return Assert.Single(results, result => result.Subject == "clock");
    }
}
