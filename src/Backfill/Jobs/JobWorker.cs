using TwinBert.Backfill.Processes;

namespace TwinBert.Backfill.Jobs;

/// <summary>A process that works on a job, as it says itself.</summary>
/// <param name="Name">Letters and digits that no other worker has.</param>
/// <param name="Host">The machine.</param>
/// <param name="Process">The process's number there.</param>
/// <param name="Started">When the process was started; numbers are given again.</param>
/// <param name="Space">Names the machine's numbering of processes, which containers have of their own.</param>
public sealed record JobWorker(string Name, string Host, int Process, DateTimeOffset Started, string Space)
{
    /// <summary>Grows with every sign of life.</summary>
    public long Beat { get; init; }

    /// <summary>When that was, by the worker's own clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>How many documents it has read.</summary>
    public long Scanned { get; init; }

    /// <summary>How many documents it has embedded.</summary>
    public long Embedded { get; init; }

    /// <summary>How many documents it has read in a second lately.</summary>
    public double DocumentsPerSecond { get; init; }

    /// <summary>Whether it seems to be alive, as far as clocks agree: good enough to be shown, not to take its work over.</summary>
    /// <param name="now">The time.</param>
    /// <param name="lease">How long a worker may be silent.</param>
    public bool IsLive(DateTimeOffset now, TimeSpan lease) => now - At < lease * 2 && !IsGone;

    /// <summary>Whether it ran on this machine and its process is no longer there.</summary>
    internal bool IsGone => (Host, Space) == (LocalProcess.Host, LocalProcess.Space) && LocalProcess.IsGone(Process, Started);

    /// <summary>This process.</summary>
    /// <param name="name">Letters and digits that no other worker has.</param>
    internal static JobWorker Here(string name) => new(name, LocalProcess.Host, Environment.ProcessId, LocalProcess.Started, LocalProcess.Space);
}
