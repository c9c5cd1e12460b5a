using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace TwinBert.Inference;

/// <summary>
/// Keeps ONNX Runtime from reporting to its maker. Since 1.31 the official builds do so by default: a device identifier and a queue of events are written under
/// the home directory, and a host of Microsoft's is looked up. Everything of ours that opens a session calls this first. Thread-safe.
/// </summary>
public static partial class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns it off for the whole process, whatever the environment says. Has its full effect only before anything else uses ONNX Runtime in the process: the
    /// runtime reads the environment once, when it starts.
    /// </summary>
    public static void TurnOff()
    {
        // The variable alone keeps the identifier and the queue from being made. .NET changes only a copy of its own of the environment, except on Windows.
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows() && SetVariable(Variable, "1", overwrite: 1) != 0)
        {
            throw new InvalidOperationException($"{Variable} cannot be set in the process's environment (error {Marshal.GetLastPInvokeError()}).");
        }

        // The builds for Windows that write to its own event log do not read the variable.
        OrtEnv.Instance().DisableTelemetryEvents();
    }

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
