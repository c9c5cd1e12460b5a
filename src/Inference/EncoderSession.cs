using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using TwinBert.Model.Encoding;
using TwinBert.Model.Tokenization;

namespace TwinBert.Inference;

/// <summary>
/// One loaded graph: token ids in, embeddings out, over pooled memory that the runtime reads and writes in place. May be used concurrently, as
/// ONNX Runtime's session may.
/// </summary>
internal sealed class EncoderSession : IDisposable
{
    private static readonly string[] InputNames = ["input_ids", "attention_mask"];
    private static readonly string[] OutputNames = ["embedding"];
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly int _dimensions;

    private EncoderSession(InferenceSession session, int dimensions)
    {
        _session = session;
        _dimensions = dimensions;
    }

    /// <summary>Loads a graph.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="dimensions">The components that its embeddings must have.</param>
    /// <param name="threads">The threads for one run.</param>
    /// <param name="severalShapes">Whether runs will have many different shapes: the runtime then keeps no memory plan for each.</param>
    /// <exception cref="InvalidDataException">The graph is not an encoder with those dimensions.</exception>
    /// <exception cref="OnnxRuntimeException">The file is no graph.</exception>
    public static EncoderSession Open(string file, int dimensions, int threads, bool severalShapes)
    {
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
        var session = new InferenceSession(file, options);
        try
        {
            Check(session, dimensions);
            return new(session, dimensions);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a batch.</summary>
    /// <param name="batch">At least one text.</param>
    /// <param name="embeddings">Receives the embeddings, one after the other.</param>
    /// <exception cref="EncodingException">The runtime failed, or a component is not finite.</exception>
    public void Run(ReadOnlySpan<TokenSequence> batch, Memory<float> embeddings)
    {
        var width = 0;
        foreach (var text in batch)
        {
            width = Math.Max(width, text.Length);
        }

        var size = batch.Length * width;
        var buffer = ArrayPool<int>.Shared.Rent(2 * size);
        try
        {
            var (ids, mask) = (buffer.AsMemory(0, size), buffer.AsMemory(size, size));
            Fill(batch, width, ids.Span, mask.Span);
            Run(ids, mask, [batch.Length, width], embeddings[..(batch.Length * _dimensions)]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static void Fill(ReadOnlySpan<TokenSequence> batch, int width, Span<int> ids, Span<int> mask)
    {
        ids.Clear();
        mask.Clear();
        for (var row = 0; row < batch.Length; row++)
        {
            batch[row].Ids.Span.CopyTo(ids[(row * width)..]);
            mask.Slice(row * width, batch[row].Length).Fill(1);
        }
    }

    private static void Check(InferenceSession session, int dimensions)
    {
        var missing = InputNames.Except(session.InputMetadata.Keys).Concat(OutputNames.Except(session.OutputMetadata.Keys)).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException($"the graph has no {string.Join(", ", missing)}");
        }

        var shape = session.OutputMetadata[OutputNames[0]].Dimensions;
        if (shape.Length != 2 || shape[1] != dimensions)
        {
            throw new InvalidDataException($"the graph gives embeddings of the shape [{string.Join(", ", shape)}], and the manifest says {dimensions} components");
        }
    }

    private void Run(Memory<int> ids, Memory<int> mask, long[] shape, Memory<float> embeddings)
    {
        try
        {
            using var idValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids, shape);
            using var maskValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, mask, shape);
            using var embeddingValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, embeddings, [shape[0], _dimensions]);
            _session.Run(_run, InputNames, [idValue, maskValue], OutputNames, [embeddingValue]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new EncodingException("The encoder's runtime failed: " + e.Message.ReplaceLineEndings(" "), e);
        }

        if (!TensorPrimitives.IsFiniteAll<float>(embeddings.Span))
        {
            throw new EncodingException("The encoder gave a component that is not finite.");
        }
    }
}
