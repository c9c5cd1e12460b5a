using TwinBert.TestKit.Engines;
using Xunit;

[assembly: AssemblyFixture(typeof(RealEngines))]
