using TwinBert.Compatibility.Tests.Running;
using Xunit;

namespace TwinBert.Compatibility.Tests;

/// <summary>
/// Every scenario on the embedded node and on the real engines, with the same expectation, so that the node cannot drift.
/// A class per engine, so that engines work side by side.
/// </summary>
public abstract class ScenarioTests
{
    private protected static async Task RunAsync(string scenario, Uri url, string engine)
    {
        using var client = new HttpClient { BaseAddress = url };
        var problems = await new ScenarioRunner(client, engine).RunAsync(ScenarioFiles.Read(scenario), TestContext.Current.CancellationToken);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private protected static TheoryData<string> For(string engine) => [.. ScenarioFiles.Names.Where(name => ScenarioFiles.Read(name).IsTrueOf(engine))];
}
