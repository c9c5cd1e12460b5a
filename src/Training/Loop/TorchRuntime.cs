using System.Runtime.InteropServices;
using TorchSharp;
using TwinBert.Terminal;

namespace TwinBert.Training.Loop;

/// <summary>The native library that does the computing. It is built with a newer compiler than some systems have the runtime of.</summary>
internal static class TorchRuntime
{
    private const string Library = "LibTorchSharp";
    private const string CompilerRuntime = "GLIBCXX";

    /// <summary>Why libtorch cannot be loaded, and the remedy; <see langword="null"/> where it can.</summary>
    public static string? Problem()
    {
        try
        {
            // The same search as TorchSharp's own, which keeps the reason to itself. Loaded once, it stays.
            NativeLibrary.Load(Library, typeof(torch).Assembly, null);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return Describe(e.Message);
        }
    }

    /// <summary>Refuses to go on without libtorch.</summary>
    /// <exception cref="UnusableInputException">It cannot be loaded.</exception>
    public static void Require()
    {
        if (Problem() is { } problem)
        {
            throw new UnusableInputException(problem);
        }
    }

    /// <summary>Names the remedy for what the system's loader says.</summary>
    /// <param name="reason">What it says, over several lines.</param>
    public static string Describe(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var lines = reason.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.FirstOrDefault(line => line.Contains(CompilerRuntime, StringComparison.Ordinal)) is { } line
            ? $"libtorch cannot be loaded, because libstdc++ is too old: {line}. Install libstdc++ 13.2 or newer; Debian 13 and Ubuntu 24.04 have it "
                + "(docs/training.md)."
            : $"libtorch cannot be loaded: {lines.FirstOrDefault() ?? "no reason given"} See docs/training.md for what it needs.";
    }
}
