using Polly;
using Polly.Retry;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// Tries again where a connection could not be opened, so that nothing was sent: a node that restarts, a name that does not resolve yet.
/// Only for requests without a body or with one held in memory; a streamed body is never tried twice, and nothing is once it was sent.
/// </summary>
internal sealed class ConnectRetryHandler : DelegatingHandler
{
    private const int Attempts = 2;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public ConnectRetryHandler(HttpMessageHandler inner, TimeProvider time)
        : base(inner)
    {
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Attempts,
                Delay = FirstDelay,
                BackoffType = DelayBackoffType.Exponential,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>(IsBeforeSending),
            })
            .Build();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Content is null or ReadOnlyMemoryContent
            ? _pipeline
                .ExecuteAsync(
                    static async (state, token) => await state.Send(state.Request, token),
                    (Send: (Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>)base.SendAsync, Request: request),
                    cancellationToken)
                .AsTask()
            : base.SendAsync(request, cancellationToken);

    private static bool IsBeforeSending(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
}
