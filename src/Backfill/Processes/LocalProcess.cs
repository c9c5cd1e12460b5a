using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TwinBert.Backfill.Processes;

/// <summary>The process that this is, and whether others on the same machine are alive still. Thread-safe.</summary>
internal static class LocalProcess
{
    // The clock of process starts has a resolution of 10 ms, and may be corrected meanwhile.
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);

    /// <summary>The machine.</summary>
    public static string Host => Environment.MachineName;

    /// <summary>Names the machine's numbering of processes, which containers have of their own.</summary>
    public static string Space { get; } = FindSpace();

    // Behind the space, which it is made of.
    private static readonly string Machine = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Host}\n{Space}")))[..16];

    /// <summary>When this process was started; numbers are given again.</summary>
    public static DateTimeOffset Started { get; } = FindStart();

    /// <summary>What tells this process from all others, in letters, digits and full stops.</summary>
    public static string Mark => MarkOf(Environment.ProcessId, Started);

    /// <summary>What tells a process of this machine from all others.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="started">When it was started.</param>
    public static string MarkOf(int number, DateTimeOffset started) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}.{started.ToUnixTimeMilliseconds()}.{Machine}");

    /// <summary>Whether a process ran on this machine and is no longer there.</summary>
    /// <param name="mark">Its mark. One that cannot be read is of no process of this machine.</param>
    public static bool IsGone(string mark) =>
        mark.Split('.') is [var number, var started, var machine]
        && machine == Machine
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
        && long.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && IsGone(process, DateTimeOffset.FromUnixTimeMilliseconds(at));

    /// <summary>Whether a process of this machine is no longer there.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="started">When it was started.</param>
    public static bool IsGone(int number, DateTimeOffset started)
    {
        try
        {
            using var process = Process.GetProcessById(number);
            return (process.StartTime.ToUniversalTime() - started).Duration() > StartTolerance;
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

    private static DateTimeOffset FindStart()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
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
