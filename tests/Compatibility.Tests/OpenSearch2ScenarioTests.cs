using TwinBert.Compatibility.Tests.Running;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Compatibility.Tests;

public sealed class OpenSearch2ScenarioTests(RealEngines engines, ScenarioServers servers) : ScenarioTests(servers)
{
    public static TheoryData<string> Scenarios => For("opensearch2");

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Run_OnOpenSearch2_AsExpected(string scenario) => await RunAsync(scenario, await engines.GetAsync(EngineKind.OpenSearch2), "opensearch2");
}
