using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.BrokenBodies;

/// <summary>A request that may have reached the engine is not sent again, on whatever connection it went, unless it only reads and has no body.</summary>
public sealed class WrittenOnceTests
{
    public static TheoryData<string, bool> Requests =>
        [.. from request in (string[])[
                "DELETE /i/_doc/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "POST /i/_refresh HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "POST /i/_delete_by_query HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
                "PUT /products/_doc/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                    + "13\r\n\r\n{\"title\":\"a\"}",
                "POST /products/_bulk HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: "
                    + "chunked\r\n\r\n1d\r\n{\"index\":{}}\n{\"title\":\"abc\"}\n\r\n0\r\n\r\n",
                "POST /products/_search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                    + "35\r\n\r\n{\"query\":{\"match\":{\"title\":\"tie\"}}}",
                "GET /products/_search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                    + "35\r\n\r\n{\"query\":{\"match\":{\"title\":\"tie\"}}}"]
            from resets in (bool[])[false, true]
            select (request, resets)];

    [Theory, MemberData(nameof(Requests))]
    public async Task Request_OnAConnectionThatEndsWithoutAnAnswer_IsNotSentAgain(string request, bool resets)
    {
        await using var sidecar = await RawSidecar.StartAsync();
        var innocent = sidecar.Upstream.Answer;
        sidecar.Upstream.Answer = async (seen, stream) =>
        {
            if (seen.Target.StartsWith("/innocent", StringComparison.Ordinal))
            {
                return await innocent(seen, stream);
            }

            if (resets)
            {
                RawUpstream.Reset(stream);
            }

            return false;
        };

        // A connection that was used before is what a client would try again on.
        await sidecar.AssertInnocentIsServedAsync();
        await sidecar.AssertInnocentIsServedAsync();
        var answer = await sidecar.ExchangeAsync(request);

        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("TwinBert", answer, StringComparison.Ordinal);
        Assert.Single(sidecar.Arrived());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Request_ThatReadsOnAConnectionThatEndsJustThen_IsAnsweredOnAnother(bool resets)
    {
        await using var sidecar = await RawSidecar.StartAsync();
        var innocent = sidecar.Upstream.Answer;
        var ends = true;
        sidecar.Upstream.Answer = async (seen, stream) =>
        {
            if (!ends || seen.Target.StartsWith("/innocent", StringComparison.Ordinal))
            {
                return await innocent(seen, stream);
            }

            ends = false;
            if (resets)
            {
                RawUpstream.Reset(stream);
            }

            return false;
        };

        await sidecar.AssertInnocentIsServedAsync();
        var answer = await sidecar.ExchangeAsync("GET /i/_count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(2, sidecar.Arrived().Count);
    }
}
