using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Sidecar.Bodies;
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
