using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.BrokenBodies;

/// <summary>A compressed body that cannot be looked into says why: too large, no room, or not to be decompressed.</summary>
public sealed class CompressedBodyTests
{
    private const int Megabyte = 1 << 20;
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";

    [Theory]
    [InlineData("gzip", 64 << 10, "request_too_large")]
    [InlineData("gzip", 4 * Megabyte, "buffers_full")]
    [InlineData("br", 64 << 10, "content_encoding")]
    public async Task Search_RequestThatIsTooMuchUnpacked_SaysWhich(string coding, int limit, string reason)
    {
        await using var fixture = await StartAsync(limits => limits with { MaxSearchRequestBytes = limit, MaxBufferedBytes = Megabyte });
        using var body = new ByteArrayContent(Gzip(Search + new string(' ', 2 * Megabyte)));

        var answer = await SearchAnswer.ReadAsync(
            await fixture.SendAsync("POST", "/products/_search", body, ("Content-Encoding", coding), ("Content-Type", "application/json")));

        Assert.Equal((RerankStatus.Skipped, reason), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
    }

    [Theory]
    [InlineData("gzip", Megabyte, "response_too_large", "open")]
    [InlineData("gzip", 16 * Megabyte, "buffers_full", "closed")]
    [InlineData("br", 16 * Megabyte, "response_unreadable", "open")]
    public async Task Search_AnswerThatIsTooMuchUnpacked_SaysWhichAndFailsTheIndexOnlyForItsOwn(string coding, int limit, string reason, string circuit)
    {
        await using var fixture = await StartAsync(limits => limits with { MaxResponseBytes = limit, MaxBufferedBytes = 3 * Megabyte, BreakAfterFailures = 1 });
        var index = fixture.Upstream.Answer;
        fixture.Upstream.Answer = async context =>
        {
            if (fixture.Upstream.Seen.Count != 1)
            {
                await index(context);
                return;
            }

            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = coding;
            await context.Response.Body.WriteAsync(Gzip(new string(' ', 8 * Megabyte)));
        };

        var answer = await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

        Assert.Equal((RerankStatus.Failed, reason), (answer.Verdict.Status, answer.Verdict.Reason?.Name));
        Assert.Equal(["0", "1", "2"], answer.Ids);
        Assert.Equal(circuit, await StateAsync(fixture));
    }

    private static Task<SidecarFixture> StartAsync(Func<TwinBert.Configuration.LimitOptions, TwinBert.Configuration.LimitOptions> limits) =>
        SearchRerankTests.StartAsync(settings => settings with { Options = settings.Options with { Limits = limits(settings.Options.Limits) } });

    private static byte[] Gzip(string text)
    {
        using var all = new MemoryStream();
        using (var gzip = new GZipStream(all, CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return all.ToArray();
    }

    private static async Task<string?> StateAsync(SidecarFixture fixture)
    {
        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return status.RootElement.GetProperty("vectors").GetProperty("products*").GetString();
    }
}
