using TwinBert.Compatibility.Tests.Running;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Compatibility.Tests;

public sealed class Elasticsearch8ScenarioTests(RealEngines engines, ScenarioServers servers) : ScenarioTests(servers)
{
    public static TheoryData<string> Scenarios => For("elasticsearch8");

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Run_OnElasticsearch8_AsExpected(string scenario) =>
        await RunAsync(scenario, await engines.GetAsync(EngineKind.Elasticsearch8), "elasticsearch8");
}
