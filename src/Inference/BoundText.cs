using Microsoft.ML.OnnxRuntime;
using TwinBert.Model.Tokenization;

namespace TwinBert.Inference;

/// <summary>
/// The memory that a session reads one text from and writes its embedding to, bound once for each length, so that a run allocates nothing. Exact lengths and
/// no buckets: the encoder's time is proportional to the length, and a quantised graph would quantise with the padding. Not for concurrent use.
/// </summary>
internal sealed class BoundText : IDisposable
{
    private readonly InferenceSession _session;
    private readonly EncoderShape _shape;
    private readonly int[] _ids;
    private readonly int[] _mask;
    private readonly float[] _embedding;
    private readonly OrtIoBinding?[] _bindings;
    private readonly List<OrtValue> _values = [];
    private readonly OrtValue _output;

    /// <summary>Makes the memory.</summary>
    /// <param name="session">The session that runs on it.</param>
    /// <param name="shape">What goes in and what comes out.</param>
    /// <param name="most">The most tokens of a text.</param>
    public BoundText(InferenceSession session, EncoderShape shape, int most)
    {
        (_session, _shape) = (session, shape);

        // The runtime holds their addresses for as long as they are bound.
        _ids = GC.AllocateArray<int>(most * shape.Width, pinned: true);
        _mask = GC.AllocateArray<int>(most, pinned: true);
        _embedding = GC.AllocateArray<float>(shape.Dimensions, pinned: true);
        _bindings = new OrtIoBinding?[most + 1];
        Array.Fill(_mask, 1);
        _output = Value(_embedding.AsMemory(), [1, shape.Dimensions]);
    }

    /// <summary>Encodes a text of at most as many tokens as there is room for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="run">How to run.</param>
    /// <returns>The embedding, until the next run.</returns>
    /// <exception cref="OnnxRuntimeException">The runtime failed.</exception>
    public ReadOnlySpan<float> Run(TokenSequence text, RunOptions run)
    {
        text.Ids.Span.CopyTo(_ids);
        _session.RunWithBinding(run, _bindings[text.Length] ??= Bind(text.Length));
        return _embedding;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_bindings, binding => binding?.Dispose());
        _values.ForEach(value => value.Dispose());
    }

    private OrtIoBinding Bind(int tokens)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput(EncoderSession.Ids, Value(_ids.AsMemory(0, tokens * _shape.Width), _shape.Width == 1 ? [1, tokens] : [1, tokens, _shape.Width]));
        binding.BindInput(EncoderSession.Mask, Value(_mask.AsMemory(0, tokens), [1, tokens]));
        binding.BindOutput(EncoderSession.Embedding, _output);
        return binding;
    }

    private OrtValue Value<T>(Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);
        _values.Add(value);
        return value;
    }
}
