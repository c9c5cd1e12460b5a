using TwinBert.Compatibility.Tests.Running;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Compatibility.Tests;

public sealed class Elasticsearch9ScenarioTests(RealEngines engines, ScenarioServers servers) : ScenarioTests(servers)
{
    public static TheoryData<string> Scenarios => For("elasticsearch9");

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Run_OnElasticsearch9_AsExpected(string scenario) =>
        await RunAsync(scenario, await engines.GetAsync(EngineKind.Elasticsearch9), "elasticsearch9");
}
