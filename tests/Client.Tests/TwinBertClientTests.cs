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
