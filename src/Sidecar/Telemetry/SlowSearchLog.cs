using System.Globalization;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// Logs searches that took long, with what of it took how long; one line in a while, as what is slow is rarely slow once. Says nothing of what was searched
/// for. Thread-safe.
/// </summary>
internal sealed partial class SlowSearchLog(LogOptions options, TimeProvider time, ILogger<SlowSearchLog> logger)
{
    private readonly LogSilence _silence = new();

    /// <summary>Looks at a request that is over.</summary>
    /// <param name="verdict">What became of its searches.</param>
    /// <param name="duration">How long it took, from its arrival to its last byte.</param>
    /// <param name="stages">How long its parts took.</param>
    public void Look(RerankVerdict verdict, TimeSpan duration, SearchStages stages)
    {
        if (options.SlowSearch is not { } least || duration < least || !_silence.TryBreak(time, LogSilence.Length, 1, out var unsaid))
        {
            return;
        }

        // What goes on as the client wrote it is the engine's, or the client's who reads it.
        var spent = stages.Spent.ToList();
        var rest = duration - spent.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Time);
        spent.Add(("forward", rest > TimeSpan.Zero ? rest : TimeSpan.Zero));
        var slowest = spent.MaxBy(stage => stage.Time);
        Log.Slow(
            logger, Milliseconds(duration), slowest.Name, Milliseconds(slowest.Time),
            string.Join(", ", spent.Select(stage => $"{stage.Name} {Milliseconds(stage.Time)}")), verdict.ToString(), unsaid);
    }

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("0.#", CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "A search took {Milliseconds} ms, most of it {Stage} with {StageMilliseconds} ms ({Stages}); it ended with: {Verdict}. {Unsaid} more were as slow "
                + "since the last such line")]
        public static partial void Slow(
            ILogger logger, string milliseconds, string stage, string stageMilliseconds, string stages, string verdict, long unsaid);
    }
}
