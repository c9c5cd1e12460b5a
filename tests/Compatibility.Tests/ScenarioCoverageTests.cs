using TwinBert.Compatibility.Tests.Running;
using Xunit;

namespace TwinBert.Compatibility.Tests;

/// <summary>The scenarios themselves: readable, and with an expectation in every one.</summary>
public sealed class ScenarioCoverageTests
{
    public static TheoryData<string> All => [.. ScenarioFiles.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void Read_EveryFile_ExpectsSomethingOfKnownEngines(string name)
    {
        var scenario = ScenarioFiles.Read(name);
        Assert.Empty(scenario.Engines.Concat(scenario.Steps.SelectMany(s => s.Engines)).Except(Scenario.AllEngines));
        Assert.Contains(scenario.Steps, s => s.Expect.Count + s.Raw.Count + s.ExpectHeaders.Count > 0 || s.Status is not null);
    }
}
