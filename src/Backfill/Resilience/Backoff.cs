using Polly;
using Polly.Retry;

namespace TwinBert.Backfill.Resilience;

/// <summary>Builds the one kind of retry that our own calls have: exponential, scattered, and as long as the cluster asks for where it does.</summary>
public static class Backoff
{
    /// <summary>A pipeline that repeats what came out busy.</summary>
    /// <typeparam name="T">What the repeated work gives.</typeparam>
    /// <param name="options">How long to wait.</param>
    /// <param name="time">Measures the waits.</param>
    /// <param name="isBusy">Whether a result means that the work should be repeated.</param>
    /// <param name="retryAfter">The wait that the result itself asks for.</param>
    public static ResiliencePipeline<T> Create<T>(BackoffOptions options, TimeProvider time, Func<T, bool> isBusy, Func<T, TimeSpan?> retryAfter)
    {
        var retry = new RetryStrategyOptions<T>
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.Delay,
            MaxDelay = options.MaxDelay,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is null && isBusy(arguments.Outcome.Result!)),
            DelayGenerator = arguments => ValueTask.FromResult(Asked(options, retryAfter(arguments.Outcome.Result!))),
        };
        if (options.Randomizer is { } randomizer)
        {
            retry.Randomizer = randomizer;
        }

        return new ResiliencePipelineBuilder<T> { TimeProvider = time }.AddRetry(retry).Build();
    }

    private static TimeSpan? Asked(BackoffOptions options, TimeSpan? asked) =>
        asked is { } wait ? TimeSpan.FromTicks(Math.Min(wait.Ticks, options.MaxRetryAfter.Ticks)) : null;
}
