using System.Diagnostics;

namespace TwinBert.Backfill.Jobs;

/// <summary>The process that this is, and whether others on the same machine are alive still. Thread-safe.</summary>
internal static class LocalProcess
{
    // The clock of process starts has a resolution of 10 ms, and may be corrected meanwhile.
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);

    private static readonly string Space = FindSpace();

    /// <summary>This process as a worker.</summary>
    /// <param name="name">Letters and digits that no other worker has.</param>
    public static JobWorker Worker(string name)
    {
        using var process = Process.GetCurrentProcess();
        return new(name, Environment.MachineName, process.Id, process.StartTime.ToUniversalTime(), Space);
    }

    /// <summary>Whether a worker ran on this machine and its process is no longer there.</summary>
    public static bool IsGone(JobWorker worker)
    {
        if (worker.Space != Space || worker.Host != Environment.MachineName)
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(worker.Process);
            return (process.StartTime.ToUniversalTime() - worker.Started).Duration() > StartTolerance;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // Of another user, or ending at this moment: nothing is heard of it soon.
            return false;
        }
    }

    // Containers of one machine have numberings of their own; a machine that was started anew begins again.
    private static string FindSpace()
    {
        try
        {
            var numbering = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "";
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() + " " + numbering;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Elsewhere than on Linux, the machine's name has to do.
            return "";
        }
    }
}
