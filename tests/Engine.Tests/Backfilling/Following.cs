using System.Collections.Concurrent;
using TwinBert.Backfill.Running;
using Xunit;

namespace TwinBert.Engine.Tests.Backfilling;

/// <summary>A run that stays, beside the test.</summary>
internal sealed class Following : IProgress<FollowNews>, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
    private readonly ConcurrentQueue<FollowNews> _news = new();
    private readonly Task<BackfillReport> _run;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Following(BackfillBench bench, params string[] expressions) => _run = Task.Run(() => bench.FollowAsync(this, _stop.Token, expressions));

    public void Report(FollowNews value) => _news.Enqueue(value);

    /// <summary>Waits until something has happened to an index, so many times.</summary>
    public Task UntilAsync(FollowNewsKind kind, string index, int times = 1) => UntilAsync(async () =>
    {
        if (_run.IsCompleted)
        {
            await _run;
            Assert.Fail("The run has ended.");
        }

        return _news.Count(news => news.Kind == kind && news.Index == index) >= times;
    });

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(50, Cancel);
        }
    }

    public async Task<BackfillReport> StopAsync()
    {
        await _stop.CancelAsync();
        return await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
