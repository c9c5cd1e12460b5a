using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using Xunit;

namespace TwinBert.Sidecar.Tests.BrokenBodies;

/// <summary>Where as much memory as may be is held for others, a search or a read is streamed on, and whatever comes after that finds room again.</summary>
public sealed class FullBuffersTests
{
    private const int Megabyte = 1 << 20;
    private const int Limit = 48 * Megabyte;
    private const string Search = """{"query":{"match":{"title":"tie boot"}},"size":3}""";

    [Fact]
    public async Task Search_WhileASlowReaderHoldsTheMemory_IsTheEnginesOwn()
    {
        await using var fixture = await StartAsync(Limit);

        // An answer that there is room for, but not for what is made of it; and more than all the buffers of the network between take.
        using (var slow = await RawConnection.OpenAsync(fixture.Host.Url))
        {
            await slow.WriteAsync("GET /products/_doc/large HTTP/1.1\r\nHost: x\r\n\r\n");
            await UntilAsync(fixture, used => used >= Limit);

            var (single, multi) = (await SearchAsync(fixture), await MultiSearchAsync(fixture));

            Assert.Equal((RerankStatus.Skipped, "buffers_full"), (single.Verdict.Status, single.Verdict.Reason?.Name));
            Assert.Equal(["0", "1", "2"], single.Ids);
            Assert.Equal("skipped; reason=buffers_full; stage=read; party=sidecar", multi);
        }

        await UntilAsync(fixture, used => used < Megabyte);
        Assert.Equal(RerankStatus.Reranked, (await SearchAsync(fixture)).Verdict.Status);
    }

    [Fact]
    public async Task Search_AnswerThatThereIsNoRoomFor_IsTheClientsOwnOnce()
    {
        await using var fixture = await StartAsync(Megabyte);
        var index = fixture.Upstream.Answer;
        fixture.Upstream.Answer = async context =>
        {
            var widened = fixture.Upstream.Seen.Count == 1;
            await (widened ? ScriptedUpstream.Json(Large(2)) : index)(context);
        };

        var answer = await SearchAsync(fixture);

        Assert.Equal((RerankStatus.Failed, "buffers_full", 2), (answer.Verdict.Status, answer.Verdict.Reason?.Name, fixture.Upstream.Seen.Count));
        Assert.Equal(["0", "1", "2"], answer.Ids);
        Assert.Equal(Search, fixture.Upstream.Last.Text);
    }

    [Theory]
    [InlineData("/products/_doc/1")]
    [InlineData("/products/_bulk")]
    public async Task Write_WhileItsDocumentComes_IsCountedAmongWhatIsHeld(string target)
    {
        await using var fixture = await StartAsync(Limit);
        using var slow = await RawConnection.OpenAsync(fixture.Host.Url);

        var type = target.EndsWith("_bulk", StringComparison.Ordinal) ? "x-ndjson" : "json";
        await slow.WriteAsync($"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/{type}\r\nContent-Length: {4 * Megabyte}\r\n\r\n");
        await slow.WriteAsync((type == "json" ? "" : "{\"index\":{}}\n") + "{\"title\":\"" + new string('x', 2 * Megabyte));

        await UntilAsync(fixture, used => used >= 2 * Megabyte);
    }

    [Theory]
    [InlineData("/products/_doc/1", "application/json", "{\"title\":\"tie\"}")]
    [InlineData("/products/_bulk", "application/x-ndjson", "{\"index\":{}}\n{\"title\":\"tie\"}\n")]
    public async Task Write_WhileASlowReaderHoldsTheMemory_GoesOnAsItCame(string target, string type, string body)
    {
        await using var fixture = await StartAsync(Limit);
        using var slow = await RawConnection.OpenAsync(fixture.Host.Url);
        await slow.WriteAsync("GET /products/_doc/large HTTP/1.1\r\nHost: x\r\n\r\n");
        await UntilAsync(fixture, used => used >= Limit);
        var index = fixture.Upstream.Answer;
        fixture.Upstream.Answer = async context =>
        {
            await (context.Request.Method == "POST" ? fixture.Upstream.Last.KeepBodyAsync(context) : index(context));
        };

        using var content = new StringContent(body, System.Text.Encoding.UTF8, type);
        using var answer = await fixture.SendAsync("POST", target, content);

        Assert.Equal(body, fixture.Upstream.Last.Text);
        Assert.Equal("""{"buffers_full":1}""", await StatusAsync(fixture, status => status.GetProperty("documents").GetRawText()));
    }

    private static async Task<SidecarFixture> StartAsync(long limit)
    {
        var fixture = await SearchRerankTests.StartAsync(
            settings => settings with { Options = settings.Options with { Limits = settings.Options.Limits with { MaxBufferedBytes = limit } } });
        var index = fixture.Upstream.Answer;
        fixture.Upstream.Answer = context => (context.Request.Path.StartsWithSegments("/products/_doc") ? ScriptedUpstream.Json(Large(32)) : index)(context);
        return fixture;
    }

    private static string Large(int megabytes) =>
        $$$$"""{"_index":"products","_id":"large","found":true,"_source":{"text":"{{{{new string('x', megabytes * Megabyte)}}}}","twinbert":{"embedding":[1],"model":"m","text_hash":"h"}}}""";

    private static async Task<SearchAnswer> SearchAsync(SidecarFixture fixture) =>
        await SearchAnswer.ReadAsync(await fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json(Search)));

    private static async Task<string> MultiSearchAsync(SidecarFixture fixture)
    {
        using var answer = await fixture.SendAsync("POST", "/products/_msearch", ScriptedSearches.Lines("{}", Search));
        return answer.Headers.GetValues("X-TwinBert").Single();
    }

    private static async Task UntilAsync(SidecarFixture fixture, Func<long, bool> isReached)
    {
        while (!isReached(await UsedAsync(fixture)))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static Task<long> UsedAsync(SidecarFixture fixture) => StatusAsync(fixture, status => status.GetProperty("buffers").GetProperty("used").GetInt64());

    private static async Task<T> StatusAsync<T>(SidecarFixture fixture, Func<JsonElement, T> read)
    {
        using var answer = await fixture.SendAsync("GET", "/_twinbert/status");
        using var status = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return read(status.RootElement);
    }
}
