using TwinBert.Engine.Tests.Clients;
using TwinBert.TestKit.Engines;
using Xunit;

[assembly: AssemblyFixture(typeof(RealEngines))]
[assembly: AssemblyFixture(typeof(JavaScriptSample))]
