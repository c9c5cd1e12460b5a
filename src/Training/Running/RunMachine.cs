using System.Runtime.InteropServices;

namespace TwinBert.Training.Running;

/// <summary>The machine that a run was begun on.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Architecture">The processor's architecture.</param>
/// <param name="Processors">The processors that the process may use.</param>
/// <param name="Threads">The threads that compute.</param>
internal sealed record RunMachine(string System, string Architecture, int Processors, int Threads)
{
    /// <summary>This one.</summary>
    public static RunMachine Current(int threads) =>
        new(RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount, threads);
}
