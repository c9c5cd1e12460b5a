using System.Diagnostics;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>How long the parts of serving a request's searches took. Belongs to one request; thread-safe.</summary>
/// <param name="time">Measures that.</param>
internal sealed class SearchStages(TimeProvider time)
{
    /// <summary>Their names, as metrics and the log spell them.</summary>
    private static readonly string[] Names = Array.ConvertAll(Enum.GetNames<SearchStage>(), name => name.ToLowerInvariant());
    private readonly long[] _since = new long[Names.Length];
    private readonly long[] _spent = new long[Names.Length];

    /// <summary>Those that there were.</summary>
    public IEnumerable<(string Name, TimeSpan Time)> Spent =>
        Names.Zip(_spent).Where(stage => stage.Second > 0).Select(stage => (stage.First, time.GetElapsedTime(0, stage.Second)));

    /// <summary>Begins one.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="span">Its span, which ends with it; <see langword="null"/> for none.</param>
    public StageSpan Start(SearchStage stage, Activity? span)
    {
        Volatile.Write(ref _since[(int)stage], Math.Max(time.GetTimestamp(), 1));
        return new(this, stage, span);
    }

    /// <summary>One ends; nothing where it has.</summary>
    public void End(SearchStage stage)
    {
        if (Interlocked.Exchange(ref _since[(int)stage], 0) is > 0 and var since)
        {
            Interlocked.Add(ref _spent[(int)stage], Math.Max(time.GetTimestamp() - since, 1));
        }
    }
}

/// <summary>A part that was begun; disposing of it ends it, once.</summary>
/// <param name="Stages">All parts of the request.</param>
/// <param name="Stage">Which it is.</param>
/// <param name="Span">Its span.</param>
internal readonly record struct StageSpan(SearchStages Stages, SearchStage Stage, Activity? Span) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Stages.End(Stage);
        Span?.Dispose();
    }
}
