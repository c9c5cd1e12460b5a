using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Upstream;

/// <summary>Bodies that are much larger than the memory they may take.</summary>
[Collection(Alone.Name)]
public sealed class LargeBodyTests
{
    private const int Block = 64 << 10;
    private const int LargeBytes = 64 << 20;

    [Fact]
    public async Task Forward_LargeBodiesBothWays_ArriveWholeInBoundedMemory()
    {
        await using var fixture = await SidecarFixture.StartAsync();
        var seen = Array.Empty<byte>();
        fixture.Upstream.Answer = async context =>
        {
            seen = await SHA256.HashDataAsync(context.Request.Body);
            await WriteLargeAsync(context.Response.Body);
        };
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await WriteLargeAsync(new HashStream(expected));
        var digest = expected.GetHashAndReset();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var answer = await fixture.SendAsync("POST", "/i/_import", new LargeContent(WriteLargeAsync));
        var received = await SHA256.HashDataAsync(
            await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(digest, seen);
        Assert.Equal(digest, received);
        Assert.True(held < LargeBytes / 4, $"{held} bytes were held after {LargeBytes} each way.");
    }

    [Theory]
    [InlineData("/products/_search", "application/json")]
    [InlineData("/products/_msearch", "application/x-ndjson")]
    [InlineData("/products/_doc", "application/json")]
    [InlineData("/products/_bulk", "application/x-ndjson")]
    public async Task Body_Of130Megabytes_StreamsThroughInLittleMemory(string target, string type)
    {
        const long Bytes = 130L << 20;
        await using var fixture = await SidecarFixture.StartAsync();
        long arrived = 0, most = 0;
        fixture.Upstream.Answer = async context =>
        {
            var buffer = new byte[1 << 20];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer)) > 0)
            {
                arrived += read;
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
            }
        };
        using var warm = await fixture.SendAsync("POST", target, new GeneratedJson(1 << 10, type));
        arrived = 0;
        most = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var answer = await fixture.SendAsync("POST", target, new GeneratedJson(Bytes, type));

        Assert.Equal((HttpStatusCode.OK, Bytes), (answer.StatusCode, arrived));
        Assert.InRange(most - before, long.MinValue, Bytes / 2);
    }

    [Fact]
    public async Task Search_AnsweredWith200Megabytes_StreamsTheEnginesOwnAnswerInLittleMemory()
    {
        const long Bytes = 200L << 20;
        await using var fixture = await SidecarFixture.StartAsync();
        fixture.Upstream.Answer = async context =>
        {
            await context.Response.WriteAsync("{\"hits\":{\"hits\":[{\"_id\":\"");
            var block = new byte[Block];
            for (var left = Bytes; left > 0; left -= Block)
            {
                await context.Response.Body.WriteAsync(block);
            }
        };
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var answer = await fixture.SendAsync(
            "POST",
            "/products/_search",
            new StringContent("""{"query":{"match":{"title":"boot"}}}""", Encoding.UTF8, "application/json"));
        long arrived = 0, most = 0;
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[1 << 20];
        for (var read = 1; read > 0; arrived += read, most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false)))
        {
            read = await body.ReadAsync(buffer, TestContext.Current.CancellationToken);
        }

        Assert.Equal("failed; reason=response_too_large; stage=read; party=sidecar", Assert.Single(answer.Headers.GetValues("X-TwinBert")));
        Assert.InRange(arrived, Bytes, Bytes + 100);
        Assert.InRange(most - before, long.MinValue, Bytes * 3 / 4);
        Assert.Equal(2, fixture.Upstream.Seen.Count);
    }

    private static async Task WriteLargeAsync(Stream stream)
    {
        var block = new byte[Block];
        for (var i = 0; i < LargeBytes / Block; i++)
        {
            block.AsSpan().Fill((byte)i);
            await stream.WriteAsync(block);
        }
    }

    private sealed class LargeContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>One JSON string without an end in sight.</summary>
    private sealed class GeneratedJson : HttpContent
    {
        private static readonly byte[] Block = Encoding.ASCII.GetBytes(new string('x', 64 << 10));
        private readonly long _bytes;

        public GeneratedJson(long bytes, string type)
        {
            _bytes = bytes;
            Headers.ContentType = new(type);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var begin = "{\"index\":{}}\n{\"title\":\""u8.ToArray();
            await stream.WriteAsync(begin);
            for (var left = _bytes - begin.Length; left > 0; left -= Block.Length)
            {
                await stream.WriteAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes;
            return true;
        }
    }
}
