namespace TwinBert.Backfill.Jobs;

/// <summary>
/// Tells which workers are dead: those of whom nothing was heard for as long as a lease, by this process's own clock, so that the clocks of machines need not
/// agree. What cannot be heard because the cluster is away does not count. Thread-safe.
/// </summary>
/// <param name="lease">How long a worker may be silent.</param>
/// <param name="time">Measures.</param>
internal sealed class WorkerWatch(TimeSpan lease, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Beat, long Since)> _heard = new(StringComparer.Ordinal);
    private long? _listened;

    /// <summary>Takes note of the workers of a job as it was just read.</summary>
    public void Listen(JobDocument job)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var wasAway = _listened is { } last && time.GetElapsedTime(last, now) > lease / 2;
            foreach (var worker in job.Workers)
            {
                if (wasAway || !_heard.TryGetValue(worker.Name, out var heard) || heard.Beat != worker.Beat)
                {
                    _heard[worker.Name] = (worker.Beat, now);
                }
            }

            foreach (var name in wasAway ? _heard.Keys.ToArray() : [])
            {
                _heard[name] = (_heard[name].Beat, now);
            }

            _listened = now;
        }
    }

    /// <summary>Whether a worker is dead.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="job">The job as it was just read.</param>
    public bool IsDead(string name, JobDocument job)
    {
        if (job.Workers.FirstOrDefault(worker => worker.Name == name) is { IsGone: true })
        {
            return true;
        }

        lock (_lock)
        {
            // One that is in no list any more has left, or is silent for long.
            if (!_heard.TryGetValue(name, out var heard))
            {
                _heard[name] = (-1, time.GetTimestamp());
                return false;
            }

            return time.GetElapsedTime(heard.Since) > lease;
        }
    }
}
