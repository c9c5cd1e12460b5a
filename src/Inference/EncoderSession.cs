using System.Buffers;
using System.Collections.Concurrent;
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
    /// <summary>The name of the graph's token ids.</summary>
    public const string Ids = "input_ids";

    /// <summary>The name of the mask: 1 for a token, 0 for padding.</summary>
    public const string Mask = "attention_mask";

    /// <summary>The name of what comes out.</summary>
    public const string Embedding = "embedding";

    // A longer text than that is rare, and not worth memory that is kept.
    private const int MostBoundTokens = 512;
    private static readonly string[] InputNames = [Ids, Mask];
    private static readonly string[] OutputNames = [Embedding];
    private readonly InferenceSession _session;
    private readonly ConcurrentBag<BoundText> _bound = [];
    private readonly RunOptions _run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly EncoderShape _shape;

    private EncoderSession(InferenceSession session, EncoderShape shape)
    {
        _session = session;
        _shape = shape;
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

    /// <summary>Encodes one text, over memory that was bound before.</summary>
    /// <param name="text">The text.</param>
    /// <param name="embedding">Receives the embedding.</param>
    /// <exception cref="EncodingException">The runtime failed, or a component is not finite.</exception>
    public void Run(TokenSequence text, Memory<float> embedding)
    {
        if (text.Length > MostBoundTokens)
        {
            Run([text], embedding);
            return;
        }

        // As many as there are runs at once.
        var bound = _bound.TryTake(out var free) ? free : new(_session, _shape, MostBoundTokens);
        try
        {
            bound.Run(text, _run).CopyTo(embedding.Span);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(e);
        }
        finally
        {
            _bound.Add(bound);
        }

        Check(embedding.Span);
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
        var buffer = ArrayPool<int>.Shared.Rent((_shape.Width + 1) * size);
        try
        {
            var (ids, mask) = (buffer.AsMemory(0, _shape.Width * size), buffer.AsMemory(_shape.Width * size, size));
            Fill(batch, tokens, ids.Span, mask.Span);
            Run(ids, mask, [batch.Length, tokens], embeddings[..(batch.Length * _shape.Dimensions)]);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var bound in _bound)
        {
            bound.Dispose();
        }

        _run.Dispose();
        _session.Dispose();
    }

    private void Fill(ReadOnlySpan<TokenSequence> batch, int tokens, Span<int> ids, Span<int> mask)
    {
        ids.Clear();
        mask.Clear();
        for (var row = 0; row < batch.Length; row++)
        {
            batch[row].Ids.Span.CopyTo(ids[(row * tokens * _shape.Width)..]);
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
            using var idValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids, _shape.Width == 1 ? shape : [.. shape, _shape.Width]);
            using var maskValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, mask, shape);
            using var embeddingValue = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, embeddings, [shape[0], _shape.Dimensions]);
            _session.Run(_run, InputNames, [idValue, maskValue], OutputNames, [embeddingValue]);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failure(e);
        }

        Check(embeddings.Span);
    }

    private static EncodingException Failure(OnnxRuntimeException e) => new("The encoder's runtime failed: " + e.Message.ReplaceLineEndings(" "), e);

    private static void Check(ReadOnlySpan<float> embeddings)
    {
        if (!TensorPrimitives.IsFiniteAll(embeddings))
        {
            throw new EncodingException("The encoder gave a component that is not finite.");
        }
    }
}
