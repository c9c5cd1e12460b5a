using System.Net;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class PointInTimeTests
{
    private const string Search = """{"query":{"match":{"title":"boot"}},"pit":{"id":"aé+/="},"size":3}""";
    private const string Opened = """{"id":"a\u00e9+/=","_shards":{"failed":0}}""";

    [Theory]
    [InlineData("POST", "/products/_pit?keep_alive=1m", Opened, 200)]
    [InlineData("POST", "/products-a,products-b/_search/point_in_time?keep_alive=1m", """{"pit_id":"aé+/=","creation_time":1}""", 200)]
    public async Task Search_OfAPointThatWasOpenedHere_IsOneOfItsIndices(string method, string target, string opened, int status)
    {
        await using var fixture = await StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json(opened, status);
        using var answer = await fixture.SendAsync(method, target);

        Assert.Equal(opened, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("skipped; reason=plan_unknown", await SearchAsync(fixture));
    }

    [Theory]
    [InlineData("POST", "/others/_pit?keep_alive=1m", Opened, 200)]
    [InlineData("GET", "/products/_pit", Opened, 200)]
    [InlineData("POST", "/products/_pit", """{"error":{},"id":"aé+/="}""", 400)]
    [InlineData("POST", "/products/_pit", """{"id":7}""", 200)]
    [InlineData("POST", "/products/_pit", """{"id":"\ud800"}""", 200)]
    [InlineData("POST", "/products/_pit", "nothing", 200)]
    public async Task Search_OfAnyOtherPoint_IsLeftToTheEngine(string method, string target, string opened, int status)
    {
        await using var fixture = await StartAsync();
        fixture.Upstream.Answer = ScriptedUpstream.Json(opened, status);
        using var answer = await fixture.SendAsync(method, target);

        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Equal(opened, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("skipped; reason=pit", await SearchAsync(fixture));
        Assert.Equal(Search, fixture.Upstream.Last.Text);
    }

    [Fact]
    public async Task Search_OfAPointThatNobodyReadForADay_IsLeftToTheEngine()
    {
        var time = new FakeTimeProvider();
        await using var fixture = await StartAsync(time);
        fixture.Upstream.Answer = ScriptedUpstream.Json(Opened);
        (await fixture.SendAsync("POST", "/products/_pit")).Dispose();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            time.Advance(TimeSpan.FromHours(23));
            Assert.Equal("skipped; reason=plan_unknown", await SearchAsync(fixture));
        }

        time.Advance(TimeSpan.FromHours(25));

        Assert.Equal("skipped; reason=pit", await SearchAsync(fixture));
    }

    private static async Task<string> SearchAsync(SidecarFixture fixture)
    {
        fixture.Upstream.Answer = async context =>
        {
            await fixture.Upstream.Last.KeepBodyAsync(context);
            await ScriptedUpstream.Json("""{"took":1,"hits":{"hits":[]}}""", context.Request.Query.ContainsKey("filter_path") ? 403 : 200)(context);
        };
        using var response = await fixture.SendAsync("POST", "/_search", SearchRerankTests.Json(Search));
        return response.Headers.GetValues("X-TwinBert").Single();
    }

    // The engine says nothing of what an index bears.
    private static Task<SidecarFixture> StartAsync(TimeProvider? time = null) => SidecarFixture.StartAsync(settings => settings with
    {
        Options = settings.Options with { Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10, Plan = "auto" } } },
        TimeProvider = time ?? TimeProvider.System,
        Model = settings.Model with { Heads = [new(new TwinBert.Model.Crossing.CosineCrossing(settings.Model.Dimensions), 0)] },
    });
}
