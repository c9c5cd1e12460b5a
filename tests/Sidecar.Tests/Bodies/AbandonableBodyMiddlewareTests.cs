using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Bodies;

/// <summary>Bodies whose reading is given up, over a pipe as the server's.</summary>
public sealed class AbandonableBodyMiddlewareTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_GivenUp_LeavesTheServersPipeToTheNextReader()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("half"u8.ToArray(), Cancellation);
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Reader(pipe.Reader));

        await new AbandonableBodyMiddleware(ReadAsync).InvokeAsync(context);
        await pipe.Writer.WriteAsync("the rest"u8.ToArray(), Cancellation);
        var next = await pipe.Reader.ReadAsync(Cancellation);

        Assert.Equal("the rest"u8.ToArray(), next.Buffer.First.ToArray());
    }

    /// <summary>Why the middleware is there: once the server bears it without, it can go.</summary>
    [Theory]
    [InlineData(true, "HTTP/1.1 200 OK")]
    [InlineData(false, "")]
    public async Task Read_GivenUpOnTheServer_LeavesTheConnectionToTheNextRequestWithItAlone(bool used, string next)
    {
        await using var server = Server(used);
        await server.StartAsync(Cancellation);
        using var connection = await RawConnection.OpenAsync(new Uri(server.Urls.Single()));

        await connection.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\nhalf");
        var first = await connection.ReadUntilAsync("given up");
        await connection.WriteAsync("the restPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\nhalf");

        Assert.StartsWith("HTTP/1.1 200 OK", first, StringComparison.Ordinal);
        Assert.StartsWith(next, await connection.ReadUntilAsync("given up"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NotGivenUp_GivesTheWholeBody()
    {
        var pipe = new Pipe();
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Reader(pipe.Reader));
        using var read = new MemoryStream();

        var reading = new AbandonableBodyMiddleware(request => request.Request.Body.CopyToAsync(read, Cancellation)).InvokeAsync(context);
        await pipe.Writer.WriteAsync("half, "u8.ToArray(), Cancellation);
        await pipe.Writer.WriteAsync("and the rest"u8.ToArray(), Cancellation);
        await pipe.Writer.CompleteAsync();
        await reading;

        Assert.Equal("half, and the rest"u8.ToArray(), read.ToArray());
    }

    private static WebApplication Server(bool used)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        if (used)
        {
            server.UseMiddleware<AbandonableBodyMiddleware>();
        }

        server.Run(async context =>
        {
            await ReadAsync(context);
            context.Response.ContentLength = 8;
            await context.Response.WriteAsync("given up", Cancellation);
        });
        return server;
    }

    // As a client that hangs up while more is awaited.
    private static async Task ReadAsync(HttpContext context)
    {
        using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var buffer = new byte[16];
        Assert.Equal(4, await context.Request.Body.ReadAsync(buffer, hungUp.Token));
        var more = context.Request.Body.ReadAsync(buffer, hungUp.Token).AsTask();
        await hungUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => more);
    }

    private sealed record Reader(PipeReader PipeReader) : IRequestBodyPipeFeature
    {
        PipeReader IRequestBodyPipeFeature.Reader => PipeReader;
    }
}
