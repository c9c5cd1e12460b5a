using TwinBert.Compatibility.Tests.Running;
using Xunit;

namespace TwinBert.Compatibility.Tests;

public sealed class EmbeddedNodeScenarioTests(EmbeddedNode node, ScenarioServers servers) : ScenarioTests(servers)
{
    public static TheoryData<string> Scenarios => For("devnode");

    [Theory]
    [MemberData(nameof(Scenarios))]
    public Task Run_OnEmbeddedNode_AsExpected(string scenario) => RunAsync(scenario, node.Url, "devnode");
}
