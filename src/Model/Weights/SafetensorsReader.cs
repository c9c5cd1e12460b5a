using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TwinBert.Model.Weights;

/// <summary>Reads tensors of a safetensors file as floats, whatever of fp32, fp16 and bf16 they are stored as. Thread-safe.</summary>
public sealed class SafetensorsReader : IWeightSource, IDisposable
{
    private readonly string _file;
    private readonly SafeFileHandle _handle;
    private readonly Dictionary<string, TensorEntry> _tensors;
    private readonly long _dataStart;

    private SafetensorsReader(string file, SafeFileHandle handle)
    {
        _file = file;
        _handle = handle;
        (_tensors, _dataStart) = SafetensorsHeader.Read(handle, file);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="WeightsException">The file is missing or is no safetensors file.</exception>
    public static SafetensorsReader Open(string file)
    {
        if (!File.Exists(file))
        {
            throw new WeightsException($"'{file}' does not exist.");
        }

        var handle = File.OpenHandle(file, options: FileOptions.RandomAccess);
        try
        {
            return new(file, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The shape that a tensor has in the file; <see langword="null"/> where there is no such tensor.</summary>
    public IReadOnlyList<long>? ShapeOf(string name) => _tensors.TryGetValue(name, out var entry) ? entry.Shape : null;

    /// <summary>Reads one tensor, row by row.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="WeightsException">It is missing, cut off, of another shape or of a type that is not known; the message names file and
    /// tensor.</exception>
    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        if (!_tensors.TryGetValue(name, out var entry))
        {
            throw new WeightsException($"'{_file}' has no tensor '{name}'. Give the weights of a model of the same kind, with all its layers.");
        }

        if (!shape.SequenceEqual(entry.Shape))
        {
            throw new WeightsException(
                $"Tensor '{name}' of '{_file}' has the shape [{string.Join(", ", entry.Shape)}], and [{string.Join(", ", shape.ToArray())}] is expected.");
        }

        var values = new float[Count(name, entry)];
        switch (entry.Type)
        {
            case "F32":
                ReadBytes(name, entry, MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            case "F16":
                var halves = new Half[values.Length];
                ReadBytes(name, entry, MemoryMarshal.AsBytes(halves.AsSpan()));
                TensorPrimitives.ConvertToSingle(halves, values);
                break;
            case "BF16":
                var brains = new ushort[values.Length];
                ReadBytes(name, entry, MemoryMarshal.AsBytes(brains.AsSpan()));
                Widen(brains, values);
                break;
            default:
                throw new WeightsException($"Tensor '{name}' of '{_file}' has the type {entry.Type}; F32, F16 and BF16 can be read.");
        }

        return TensorPrimitives.IsFiniteAll<float>(values)
            ? values
            : throw new WeightsException($"Tensor '{name}' of '{_file}' has values that are not finite.");
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>A brain float is the upper half of a float.</summary>
    private static void Widen(ReadOnlySpan<ushort> brains, Span<float> values)
    {
        for (var i = 0; i < brains.Length; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle((uint)brains[i] << 16);
        }
    }

    /// <summary>The number of values, as the file has them: a header must not make us ask for memory that the file does not fill.</summary>
    private int Count(string name, TensorEntry entry)
    {
        var size = RandomAccess.GetLength(_handle);
        var count = 1L;
        foreach (var length in entry.Shape)
        {
            count = length < 0 || (length > 0 && count > size / length) ? -1 : count * length;
            if (count < 0)
            {
                throw new WeightsException(
                    $"Tensor '{name}' of '{_file}' has the shape [{string.Join(", ", entry.Shape)}], for which the file's {size} bytes are too few: it is "
                        + "cut off or damaged.");
            }
        }

        return count <= Array.MaxLength ? (int)count : throw new WeightsException($"Tensor '{name}' of '{_file}' has {count} values, more than can be read.");
    }

    private void ReadBytes(string name, TensorEntry entry, Span<byte> target)
    {
        if (entry.Begin < 0 || entry.End - entry.Begin != target.Length)
        {
            throw new WeightsException($"Tensor '{name}' of '{_file}' is listed with {entry.End - entry.Begin} bytes, and its shape needs {target.Length}.");
        }

        var read = 0;
        while (read < target.Length)
        {
            var more = RandomAccess.Read(_handle, target[read..], _dataStart + entry.Begin + read);
            if (more == 0)
            {
                throw new WeightsException(
                    $"'{_file}' is cut off: tensor '{name}' ends at byte {_dataStart + entry.End}, and the file has {RandomAccess.GetLength(_handle)} bytes.");
            }

            read += more;
        }
    }
}
