using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TwinBert.Training.Tests.Torch;

/// <summary>
/// Has libtorch's mathematics add in the same order on every processor and wherever a tensor begins in memory: two runs of the same steps are only then the
/// same
/// to the bit. It is said to the process's own environment, which the library reads when it is loaded, and which .NET does not change.
/// </summary>
internal static partial class ReproducibleSums
{
    [ModuleInitializer]
    internal static void Demand()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironment("MKL_CBWR", "COMPATIBLE", 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrites);
}
