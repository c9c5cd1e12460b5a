using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

public sealed class CallerTests(RealEngines engines)
{
    private const string Item = """{"query":{"match":{"title":"item"}},"size":20}""";

    [Fact]
    public async Task Search_CallerWhoMayNotAskWhichEngineItIs_IsRerankedFromTheFirstOn()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        var user = await fixture.CreateUserAsync("user", "");

        Assert.Null((await fixture.SearchAsync(user, Item)).Verdict.Reason?.Name);
    }

    [Fact]
    public async Task Search_NobodysOrAnUnknownOnes_IsTheEnginesRefusal()
    {
        await using var fixture = await SecuredFixture.StartAsync(engines);
        await fixture.SearchAsync(await fixture.CreateUserAsync("user", ""), Item);

        foreach (var credentials in new[] { null, new System.Net.Http.Headers.AuthenticationHeaderValue("Basic", "eDp5") })
        {
            var (body, verdict) = await fixture.SearchAsync(credentials, Item);

            Assert.Equal("engine_error", verdict.Reason?.Name);
            Assert.Contains("\"status\":401", body, StringComparison.Ordinal);
        }
    }
}
