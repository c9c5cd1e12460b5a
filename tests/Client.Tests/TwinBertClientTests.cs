using System.Net;
using Xunit;

namespace TwinBert.Client.Tests;

public sealed class TwinBertClientTests
{
    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    public async Task IsReadyAsync_EachStatus_IsUnderstood(HttpStatusCode status, bool expected)
    {
        var server = new StatusHandler(() => new(status));
        using var http = new HttpClient(server) { BaseAddress = new Uri("http://sidecar:9210") };

        Assert.Equal(expected, await new TwinBertClient(http).IsReadyAsync(TestContext.Current.CancellationToken));
        Assert.Equal(expected, await new TwinBertClient(http).IsLiveAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["http://sidecar:9210/_twinbert/health/ready", "http://sidecar:9210/_twinbert/health/live"], server.Urls);
    }

    [Fact]
    public async Task IsReadyAsync_NobodyThere_IsFalse()
    {
        using var http = new HttpClient(new StatusHandler(() => throw new HttpRequestException("refused"))) { BaseAddress = new Uri("http://sidecar:9210") };

        Assert.False(await new TwinBertClient(http).IsReadyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task IsReadyAsync_NoAnswerInTime_IsFalse()
    {
        using var http = new HttpClient(new HangingHandler()) { BaseAddress = new Uri("http://sidecar:9210"), Timeout = TimeSpan.FromMilliseconds(50) };

        Assert.False(await new TwinBertClient(http).IsReadyAsync(TestContext.Current.CancellationToken));
        Assert.False(await new TwinBertClient(http).IsLiveAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task IsReadyAsync_GivenUp_IsCancelled()
    {
        using var http = new HttpClient(new HangingHandler()) { BaseAddress = new Uri("http://sidecar:9210") };
        using var given = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asking = new TwinBertClient(http).IsReadyAsync(given.Token);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private sealed class HangingHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("unreachable");
        }
    }

    private sealed class StatusHandler(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<string> Urls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Urls.Add(request.RequestUri!.ToString());
            return Task.FromResult(answer());
        }
    }
}
