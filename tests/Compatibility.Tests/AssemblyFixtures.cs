using TwinBert.Compatibility.Tests.Running;
using TwinBert.TestKit.Engines;
using Xunit;

[assembly: AssemblyFixture(typeof(RealEngines))]
[assembly: AssemblyFixture(typeof(EmbeddedNode))]
[assembly: AssemblyFixture(typeof(ScenarioServers))]
