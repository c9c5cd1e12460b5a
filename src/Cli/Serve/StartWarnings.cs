using Microsoft.Extensions.Logging;
using TwinBert.Cli.Checks;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Serve;

/// <summary>
/// Says what would otherwise surprise later, one warning for each thing, beside the serving: entries that match nothing or are not there, credentials that the
/// cluster refuses, texts of another language than the model's. Waits for a cluster that does not answer yet.
/// </summary>
internal static partial class StartWarnings
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    /// <summary>Looks and warns; ends when everything was said, or with the token.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="logger">Where to.</param>
    /// <param name="time">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task WriteAsync(TwinBertOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            Say(logger, EntryCheck.WithoutEntries(options));
            var packages = new ModelPackages(options);
            foreach (var (name, index) in options.Indices)
            {
                Say(logger, NextModelCheck.Of(name, index, packages));
            }

            using var calls = OperatorCalls.Open(options.Upstream);
            Say(logger, CredentialCheck.Of(options.Upstream, await FirstAnswerAsync(calls, time, cancellationToken)));
            foreach (var (name, index) in options.Indices)
            {
                Say(logger, await EntryCheck.RunAsync(calls, name, cancellationToken));
                if (await LanguageNotice.OfAsync(calls, name, index.TextFields, packages.Of(index), cancellationToken) is { } notice)
                {
                    Log.Warning(logger, notice);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar ends.
        }
    }

    private static async Task<ClusterAnswer> FirstAnswerAsync(IClusterCalls calls, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (_, answer) = await ClusterIdentity.AskAsync(calls, cancellationToken);
            if (answer.Status > 0)
            {
                return answer;
            }

            await Task.Delay(Between, time, cancellationToken);
        }
    }

    private static void Say(ILogger logger, CheckResult? result)
    {
        if (result is { Status: CheckStatus.Warning or CheckStatus.Error })
        {
            Log.Warning(logger, result.Text);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Warning}")]
        public static partial void Warning(ILogger logger, string warning);
    }
}
