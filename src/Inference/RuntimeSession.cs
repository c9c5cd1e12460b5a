using Microsoft.ML.OnnxRuntime;

namespace TwinBert.Inference;

/// <summary>Opens graphs with the settings that all of ours have.</summary>
internal static class RuntimeSession
{
    /// <summary>Loads a graph.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="threads">The threads for one run.</param>
    /// <param name="severalShapes">Whether runs will have many different shapes: the runtime then keeps no memory plan for each.</param>
    /// <exception cref="OnnxRuntimeException">The file is no graph.</exception>
    public static InferenceSession Open(string file, int threads, bool severalShapes)
    {
        OnnxTelemetry.TurnOff();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            EnableMemoryPattern = !severalShapes,

            // The runtime throws what it logs, and a log line of its own on standard error would stand beside the one that names the remedy.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Threads that spin while they wait would take the processor from the searches of others.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(file, options);
    }
}
