using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TwinBert.Model.Encoding;

namespace TwinBert.Inference.Sentences;

/// <summary>
/// A sentence encoder that somebody else exported: <c>input_ids</c> and <c>attention_mask</c>, and <c>token_type_ids</c> where the graph asks for
/// them, int32 or int64; the output is <c>embedding</c> [batch, dimensions], or <c>last_hidden_state</c> [batch, tokens, dimensions], whose mean over
/// the text is taken. Embeddings have length 1. Single-threaded; may be used concurrently.
/// </summary>
public sealed class SentenceEncoder : IDisposable
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Segments = "token_type_ids";
    private const string Embedding = "embedding";
    private const string LastState = "last_hidden_state";
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly string[] _inputs;
    private readonly string _output;
    private readonly bool _isWide;

    private SentenceEncoder(InferenceSession session, string file)
    {
        _session = session;
        string[] known = [Ids, Mask, Segments];
        var unknown = session.InputMetadata.Keys.Except(known).ToList();
        var output = session.OutputMetadata.Keys.FirstOrDefault(name => name == Embedding)
            ?? session.OutputMetadata.Keys.FirstOrDefault(name => name == LastState);
        if (unknown.Count > 0 || !session.InputMetadata.ContainsKey(Ids) || output is null)
        {
            throw new InvalidDataException(
                $"'{file}' is not a sentence encoder: it takes {string.Join(", ", session.InputMetadata.Keys)} and gives "
                + $"{string.Join(", ", session.OutputMetadata.Keys)}; "
                + $"{string.Join(", ", known)} and {Embedding} or {LastState} are known.");
        }

        _output = output;
        _inputs = [.. known.Where(session.InputMetadata.ContainsKey)];
        _isWide = session.InputMetadata[Ids].ElementDataType == TensorElementType.Int64;
        var shape = session.OutputMetadata[output].Dimensions;
        Dimensions = shape[^1] > 0 ? shape[^1]
            : throw new InvalidDataException($"'{file}' does not say how many components its {output} has: its shape is [{string.Join(", ", shape)}].");
    }

    /// <summary>The components of an embedding.</summary>
    public int Dimensions { get; }

    /// <summary>Loads a graph.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <exception cref="InvalidDataException">It is missing, no graph, or not of this form; the message names it.</exception>
    public static SentenceEncoder Open(string file)
    {
        InferenceSession? session = null;
        try
        {
            session = RuntimeSession.Open(file, threads: 1, severalShapes: true);
            return new(session, file);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"'{file}' cannot be loaded: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a batch.</summary>
    /// <param name="batch">The texts' ids, special tokens included; at least one text, and none empty.</param>
    /// <param name="embeddings">Receives the embeddings, one after the other.</param>
    /// <exception cref="EncodingException">The runtime failed, or a component is not finite.</exception>
    public void Encode(IReadOnlyList<ReadOnlyMemory<int>> batch, Span<float> embeddings)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var tokens = batch.Max(text => text.Length);
        using var results = _isWide ? Run<long>(batch, tokens) : Run<int>(batch, tokens);
        var output = results[0].GetTensorDataAsSpan<float>();
        for (var row = 0; row < batch.Count; row++)
        {
            var target = embeddings.Slice(row * Dimensions, Dimensions);
            if (_output == LastState)
            {
                Sum(output.Slice(row * tokens * Dimensions, batch[row].Length * Dimensions), target);
            }
            else
            {
                output.Slice(row * Dimensions, Dimensions).CopyTo(target);
            }

            TensorPrimitives.Divide(target, Math.Max(TensorPrimitives.Norm<float>(target), float.Epsilon), target);
        }

        if (!TensorPrimitives.IsFiniteAll<float>(embeddings[..(batch.Count * Dimensions)]))
        {
            throw new EncodingException("The sentence encoder gave a component that is not finite.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    /// <summary>The sum over the real tokens: the mean but for a factor, which the normalisation removes.</summary>
    private void Sum(ReadOnlySpan<float> states, Span<float> target)
    {
        target.Clear();
        for (var start = 0; start < states.Length; start += Dimensions)
        {
            TensorPrimitives.Add(target, states.Slice(start, Dimensions), target);
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run<T>(IReadOnlyList<ReadOnlyMemory<int>> batch, int tokens)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        long[] shape = [batch.Count, tokens];
        var (ids, mask) = (new T[batch.Count * tokens], new T[batch.Count * tokens]);
        for (var row = 0; row < batch.Count; row++)
        {
            TensorPrimitives.ConvertChecked<int, T>(batch[row].Span, ids.AsSpan(row * tokens));
            mask.AsSpan(row * tokens, batch[row].Length).Fill(T.One);
        }

        var values = _inputs
            .Select(name => OrtValue.CreateTensorValueFromMemory(name switch { Ids => ids, Mask => mask, _ => new T[ids.Length] }, shape))
            .ToArray();
        try
        {
            return _session.Run(_run, _inputs, values, [_output]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new EncodingException("The sentence encoder's runtime failed: " + e.Message.ReplaceLineEndings(" "), e);
        }
        finally
        {
            Array.ForEach(values, value => value.Dispose());
        }
    }
}
