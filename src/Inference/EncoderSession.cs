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
    private readonly int _width;

    private EncoderSession(InferenceSession session, EncoderShape shape)
    {
        _session = session;
        (_dimensions, _width) = shape;
    }

    /// <summary>Loads a graph.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="shape">What goes in and what must come out.</param>
    /// <param name="threads">The threads for one run.</param>
    /// <param name="severalShapes">Whether runs will have many different shapes: the runtime then keeps no memory plan for each.</param>
    /// <exception cref="InvalidDataException">The graph is not an encoder of that shape.</exception>
    /// <exception cref="OnnxRuntimeException">The file is no graph.</exception>
    public static EncoderSession Open(string file, EncoderShape shape, int threads, bool severalShapes)
    {
        var session = RuntimeSession.Open(file, threads, severalShapes);
        try
        {
            Check(session, shape);
            return new(session, shape);
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
        var tokens = 0;
        foreach (var text in batch)
        {
            tokens = Math.Max(tokens, text.Length);
        }

        var size = batch.Length * tokens;
        var buffer = ArrayPool<int>.Shared.Rent((_width + 1) * size);
        try
        {
            var (ids, mask) = (buffer.AsMemory(0, _width * size), buffer.AsMemory(_width * size, size));
            Fill(batch, tokens, ids.Span, mask.Span);
            Run(ids, mask, [batch.Length, tokens], embeddings[..(batch.Length * _dimensions)]);
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

    private void Fill(ReadOnlySpan<TokenSequence> batch, int tokens, Span<int> ids, Span<int> mask)
    {
        ids.Clear();
        mask.Clear();
        for (var row = 0; row < batch.Length; row++)
        {
            batch[row].Ids.Span.CopyTo(ids[(row * tokens * _width)..]);
            mask.Slice(row * tokens, batch[row].Length).Fill(1);
        }
    }

    private static void Check(InferenceSession session, EncoderShape expected)
    {
        var missing = InputNames.Except(session.InputMetadata.Keys).Concat(OutputNames.Except(session.OutputMetadata.Keys)).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidDataException($"the graph has no {string.Join(", ", missing)}");
        }

        var ids = session.InputMetadata[InputNames[0]].Dimensions;
        if (ids.Length != (expected.Width == 1 ? 2 : 3) || (ids is [_, _, > 0 and var width] && width != expected.Width))
        {
            throw new InvalidDataException(
                $"the graph takes ids of the shape [{string.Join(", ", ids)}], and the tokenizer gives {expected.Width} for a token");
        }

        var shape = session.OutputMetadata[OutputNames[0]].Dimensions;
        if (shape.Length != 2 || shape[1] != expected.Dimensions)
        {
            throw new InvalidDataException(
                $"the graph gives embeddings of the shape [{string.Join(", ", shape)}], and the manifest says {expected.Dimensions} components");
        }
    }

    private void Run(Memory<int> ids, Memory<int> mask, long[] shape, Memory<float> embeddings)
    {
        try
        {
            using var idValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids, _width == 1 ? shape : [.. shape, _width]);
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
