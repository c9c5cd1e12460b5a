using Microsoft.Extensions.Logging;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// The nodes of the cluster that requests go to, one after the other. One that cannot be connected to is passed over until it answers a look at it, which is
/// taken more and more rarely. Thread-safe.
/// </summary>
internal sealed partial class UpstreamNodes : IDisposable
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RarestLook = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _time;
    private readonly ILogger<UpstreamNodes> _logger;
    private uint _turn;

    public UpstreamNodes(UpstreamOptions options, TimeProvider time, ILogger<UpstreamNodes> logger)
    {
        (_time, _logger) = (time, logger);
        All = [.. options.Nodes.Prepend(options.Url).Select(url => new UpstreamNode(new(url)))];
    }

    /// <summary>All of them, in the configuration's order.</summary>
    public IReadOnlyList<UpstreamNode> All { get; }

    /// <summary>All of them, in the order in which a request tries them: whose turn it is first, those that are down last.</summary>
    public IEnumerable<UpstreamNode> InTurn()
    {
        if (All.Count == 1)
        {
            return All;
        }

        var first = (int)(Interlocked.Increment(ref _turn) % (uint)All.Count);
        return All.Skip(first).Concat(All.Take(first)).OrderBy(node => node.IsDown);
    }

    /// <summary>One could not be connected to.</summary>
    /// <param name="node">Which.</param>
    /// <param name="answers">Looks whether it answers.</param>
    public void Fail(UpstreamNode node, Func<UpstreamNode, CancellationToken, Task<bool>> answers)
    {
        if (All.Count > 1 && node.TryFail())
        {
            Log.Down(_logger, node.Url);
            _ = RecoverAsync(node, answers);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task RecoverAsync(UpstreamNode node, Func<UpstreamNode, CancellationToken, Task<bool>> answers)
    {
        var end = _end.Token;
        try
        {
            for (var wait = FirstLook; ; wait = wait * 2 > RarestLook ? RarestLook : wait * 2)
            {
                await Task.Delay(wait, _time, end);
                if (await answers(node, end))
                {
                    node.Recover();
                    Log.Up(_logger, node.Url);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody sends anything there any more.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The node {Node} cannot be connected to; requests go to the others until it answers")]
        public static partial void Down(ILogger logger, Uri node);

        [LoggerMessage(LogLevel.Information, "The node {Node} answers again")]
        public static partial void Up(ILogger logger, Uri node);
    }
}
