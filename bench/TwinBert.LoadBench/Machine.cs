using System.Runtime.InteropServices;

namespace TwinBert.LoadBench;

/// <summary>Where something was measured, to be named beside every figure.</summary>
internal static class Machine
{
    public static string Description { get; } = $"{Processor()}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}";

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
