using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TwinBert.Model.Crossing;

/// <summary>
/// A dense layer with a rectifier over many rows at once: y ← relu(y + W x). Weights are packed for it when loaded: the weights of sixteen outputs for one
/// input lie together, so that each is read once for <see cref="RowsPerBlock"/> rows whose sums stay in registers. Thread-safe.
/// </summary>
internal sealed class PackedLayer
{
    /// <summary>
    /// The rows that are computed together; six rows of sixteen sums fill the registers of a processor with AVX2, and keep one with AVX-512 busy.
    /// </summary>
    public const int RowsPerBlock = 6;

    private readonly Vector512<float>[] _weights;
    private readonly int _inputs;

    /// <summary>Packs a matrix, or some columns of it.</summary>
    /// <param name="matrix">[outputs, inputs], row by row.</param>
    /// <param name="outputs">The number of rows.</param>
    /// <param name="firstInput">The first column to take; all before it are left out.</param>
    public PackedLayer(ReadOnlySpan<float> matrix, int outputs, int firstInput = 0)
    {
        var columns = matrix.Length / outputs;
        _inputs = columns - firstInput;
        Stride = RoundUp(outputs);
        _weights = new Vector512<float>[Stride / Vector512<float>.Count * _inputs];
        var packed = MemoryMarshal.Cast<Vector512<float>, float>(_weights.AsSpan());
        for (var output = 0; output < outputs; output++)
        {
            var (panel, lane) = Math.DivRem(output, Vector512<float>.Count);
            var row = matrix.Slice((output * columns) + firstInput, _inputs);
            for (var input = 0; input < row.Length; input++)
            {
                packed[(((panel * _inputs) + input) * Vector512<float>.Count) + lane] = row[input];
            }
        }
    }

    /// <summary>The floats from one row of outputs to the next: their number, rounded up to whole vectors. What lies between is undefined.</summary>
    public int Stride { get; }

    /// <summary>The next multiple of a vector's length.</summary>
    public static int RoundUp(int length) => (length + Vector512<float>.Count - 1) / Vector512<float>.Count * Vector512<float>.Count;

    /// <summary>Computes rows in place.</summary>
    /// <param name="inputs">The rows of inputs.</param>
    /// <param name="inputStride">The floats from one of them to the next.</param>
    /// <param name="outputs">The rows of outputs, <see cref="Stride"/> floats each; hold what is added to.</param>
    /// <param name="rows">The number of rows, a multiple of <see cref="RowsPerBlock"/>.</param>
    public void Apply(ReadOnlySpan<float> inputs, int inputStride, Span<float> outputs, int rows)
    {
        // The blocks read and write without checks: what they touch is checked here, once.
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows % RowsPerBlock, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputStride, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.Length, ((rows - 1) * inputStride) + _inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs.Length, rows * Stride);
        for (var panel = 0; panel < Stride / Vector512<float>.Count; panel++)
        {
            var weights = _weights.AsSpan(panel * _inputs, _inputs);
            for (var row = 0; row < rows; row += RowsPerBlock)
            {
                ref var input = ref Unsafe.Add(ref MemoryMarshal.GetReference(inputs), row * inputStride);
                ref var output = ref Unsafe.Add(ref MemoryMarshal.GetReference(outputs), (row * Stride) + (panel * Vector512<float>.Count));
                Block(weights, ref input, inputStride, ref output, Stride);
            }
        }
    }

    private static void Block(ReadOnlySpan<Vector512<float>> weights, ref float input, int inputStride, ref float output, int outputStride)
    {
        ref var input1 = ref Unsafe.Add(ref input, inputStride);
        ref var input2 = ref Unsafe.Add(ref input1, inputStride);
        ref var input3 = ref Unsafe.Add(ref input2, inputStride);
        ref var input4 = ref Unsafe.Add(ref input3, inputStride);
        ref var input5 = ref Unsafe.Add(ref input4, inputStride);
        var sum0 = Vector512.LoadUnsafe(ref output);
        var sum1 = Vector512.LoadUnsafe(ref output, (nuint)outputStride);
        var sum2 = Vector512.LoadUnsafe(ref output, (nuint)(2 * outputStride));
        var sum3 = Vector512.LoadUnsafe(ref output, (nuint)(3 * outputStride));
        var sum4 = Vector512.LoadUnsafe(ref output, (nuint)(4 * outputStride));
        var sum5 = Vector512.LoadUnsafe(ref output, (nuint)(5 * outputStride));
        for (var i = 0; i < weights.Length; i++)
        {
            var weight = weights[i];
            sum0 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref input, i)), weight, sum0);
            sum1 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref input1, i)), weight, sum1);
            sum2 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref input2, i)), weight, sum2);
            sum3 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref input3, i)), weight, sum3);
            sum4 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref input4, i)), weight, sum4);
            sum5 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref input5, i)), weight, sum5);
        }

        var zero = Vector512<float>.Zero;
        Vector512.Max(sum0, zero).StoreUnsafe(ref output);
        Vector512.Max(sum1, zero).StoreUnsafe(ref output, (nuint)outputStride);
        Vector512.Max(sum2, zero).StoreUnsafe(ref output, (nuint)(2 * outputStride));
        Vector512.Max(sum3, zero).StoreUnsafe(ref output, (nuint)(3 * outputStride));
        Vector512.Max(sum4, zero).StoreUnsafe(ref output, (nuint)(4 * outputStride));
        Vector512.Max(sum5, zero).StoreUnsafe(ref output, (nuint)(5 * outputStride));
    }
}
