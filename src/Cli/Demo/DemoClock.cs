namespace TwinBert.Cli.Demo;

/// <summary>Measures the stages of the demo. Not thread-safe.</summary>
internal sealed class DemoClock(TimeProvider time)
{
    private readonly List<KeyValuePair<string, double>> _stages = [];

    /// <summary>What has been measured, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Stages => _stages;

    public async Task<T> MeasureAsync<T>(string stage, Func<Task<T>> work)
    {
        var start = time.GetTimestamp();
        var result = await work();
        _stages.Add(new(stage, Math.Round(time.GetElapsedTime(start).TotalMilliseconds, 2)));
        return result;
    }
}
