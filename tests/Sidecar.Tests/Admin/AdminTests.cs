using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using TwinBert.SidecarKit;
using Xunit;

namespace TwinBert.Sidecar.Tests.Admin;

/// <summary>Who may look at a sidecar and switch it, and what the switch does.</summary>
public sealed class AdminTests
{
    private const string Token = "0123456789abcdef0123";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Switch_OffAndOnAgain_LeavesSearchesToTheEngineMeanwhile()
    {
        using var log = new KeptLog();
        await using var fixture = await StartAsync(new() { Token = Token }, log);

        var off = await SwitchAsync(fixture, "off");
        var meanwhile = await VerdictAsync(fixture);
        await SwitchAsync(fixture, "on");

        Assert.Equal("""{"rerank":{"off":true,"off_indices":[]}}""", off);
        Assert.Equal("skipped; reason=switched_off", meanwhile);
        Assert.StartsWith("reranked", await VerdictAsync(fixture), StringComparison.Ordinal);
        Assert.Contains("Audit: reranking was switched off for all indices by a request from 127.0.0.1", log.Lines);
    }

    [Fact]
    public async Task Switch_OfOneEntry_LeavesTheOthers()
    {
        await using var fixture = await StartAsync(new() { Token = Token });

        await SwitchAsync(fixture, "off?index=products*");

        Assert.Equal("skipped; reason=switched_off", await VerdictAsync(fixture));
        using var status = await AskAsync(fixture.Host.Url, HttpMethod.Get, "/_twinbert/status", Token);
        Assert.Contains("\"rerank\":{\"off\":false,\"off_indices\":[\"products*\"]}", await status.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Upstream.Seen, seen => seen.Target.Contains("_twinbert", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Switch_UnknownEntry_NamesThoseThatThereAre()
    {
        await using var fixture = await StartAsync(new() { Token = Token });

        using var answer = await AskAsync(fixture.Host.Url, HttpMethod.Post, "/_twinbert/admin/rerank/off?index=shoes", Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("there are: products*", await ReasonAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("0123456789abcdef0124", 401)]
    [InlineData(Token, 200)]
    public async Task Token_Set_IsAskedForByAllButHealth(string? token, int status)
    {
        await using var fixture = await StartAsync(new() { Token = Token });

        using var report = await AskAsync(fixture.Host.Url, HttpMethod.Get, "/_twinbert/status", token);
        using var action = await AskAsync(fixture.Host.Url, HttpMethod.Post, "/_twinbert/admin/rerank/on", token);
        using var health = await AskAsync(fixture.Host.Url, HttpMethod.Get, "/_twinbert/health/ready", token);

        Assert.Equal((status, status, 200), ((int)report.StatusCode, (int)action.StatusCode, (int)health.StatusCode));
    }

    [Fact]
    public async Task Switch_NeitherTokenNorListener_IsNobodys()
    {
        await using var fixture = await StartAsync(new());

        using var action = await AskAsync(fixture.Host.Url, HttpMethod.Post, "/_twinbert/admin/rerank/off", null);

        Assert.Equal(HttpStatusCode.Forbidden, action.StatusCode);
        Assert.Contains("Admin:Token", await ReasonAsync(action), StringComparison.Ordinal);
        Assert.StartsWith("reranked", await VerdictAsync(fixture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listener_OfItsOwn_IsTheOnlyPlaceAndServesNothingElse()
    {
        await using var fixture = await StartAsync(new() { Listen = "http://127.0.0.1:0" });
        var admin = fixture.Host.AdminUrl!;

        using var there = await AskAsync(admin, HttpMethod.Get, "/_twinbert/status", null);
        using var ready = await AskAsync(admin, HttpMethod.Get, "/_twinbert/health/ready", null);
        using var action = await AskAsync(admin, HttpMethod.Post, "/_twinbert/admin/rerank/off", null);
        using var forwarded = await AskAsync(admin, HttpMethod.Get, "/products/_search", null);
        using var here = await AskAsync(fixture.Host.Url, HttpMethod.Get, "/_twinbert/status", null);

        Assert.Equal(
            (200, 200, 200, 404, 404),
            ((int)there.StatusCode, (int)ready.StatusCode, (int)action.StatusCode, (int)forwarded.StatusCode, (int)here.StatusCode));
        Assert.Empty(fixture.Upstream.Seen);
    }

    private static Task<SidecarFixture> StartAsync(AdminOptions admin, KeptLog? log = null) => SearchRerankTests.StartAsync(settings => settings with
    {
        Options = settings.Options with { Admin = admin },
        Logging = log is null ? null : logging => logging.AddProvider(log),
    });

    private static async Task<string> SwitchAsync(SidecarFixture fixture, string action)
    {
        using var answer = await AskAsync(fixture.Host.Url, HttpMethod.Post, "/_twinbert/admin/rerank/" + action, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<HttpResponseMessage> AskAsync(Uri sidecar, HttpMethod method, string path, string? token)
    {
        using var client = new HttpClient { BaseAddress = sidecar };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return json.RootElement.GetProperty("error").GetProperty("reason").GetString()!;
    }

    private static async Task<string> VerdictAsync(SidecarFixture fixture)
    {
        using var answer = await fixture.SendAsync("GET", "/products/_search?q=tie");
        return answer.Headers.GetValues("X-TwinBert").Single();
    }
}
