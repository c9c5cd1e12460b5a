using TwinBert.Compatibility.Tests.Running;
using Xunit;

namespace TwinBert.Compatibility.Tests;

/// <summary>
/// Every scenario on the embedded node and on the real engines, with the same expectation, so that the node cannot drift; and through sidecars in front
/// of each, so that no application can tell them from the engine. A class per engine, so that engines work side by side.
/// </summary>
public abstract class ScenarioTests(ScenarioServers servers)
{
    private protected async Task RunAsync(string scenario, Uri url, string engine)
    {
        var problems = await ScenarioProof.RunAsync(ScenarioFiles.Read(scenario), await servers.GetAsync(url), engine, TestContext.Current.CancellationToken);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private protected static TheoryData<string> For(string engine) => [.. ScenarioFiles.Names.Where(name => ScenarioFiles.Read(name).IsTrueOf(engine))];
}
