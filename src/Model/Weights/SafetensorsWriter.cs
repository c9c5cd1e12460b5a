using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TwinBert.Model.Weights;

/// <summary>
/// Writes tensors of floats as a safetensors file: beside the target, then renamed, so that there is never half a file under the target's name.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file, replacing one that is there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensors">Names, shapes and values, row by row.</param>
    /// <exception cref="ArgumentException">A tensor's values do not fill its shape, or a name is given twice.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is still there.</exception>
    public static void Write(string file, IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var prefix = Prefix(tensors);
        var beside = file + ".incomplete";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(prefix);
                foreach (var (_, _, values) in tensors)
                {
                    stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
                }

                // The rename must not reach the disk before what it names.
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>The length of the header, then the header, padded so that the values are aligned.</summary>
    private static byte[] Prefix(IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors)
    {
        var header = new Dictionary<string, object>();
        long offset = 0;
        foreach (var (name, shape, values) in tensors)
        {
            if (TensorPrimitives.Product<long>(shape) != values.Length)
            {
                throw new ArgumentException(
                    $"Tensor '{name}' has {values.Length} values, which do not fill the shape [{string.Join(", ", shape)}].",
                    nameof(tensors));
            }

            var end = offset + (values.Length * (long)sizeof(float));
            header.Add(name, new Dictionary<string, object> { ["dtype"] = "F32", ["shape"] = shape, ["data_offsets"] = new[] { offset, end } });
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        var prefix = new byte[sizeof(ulong) + padded];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)padded);
        prefix.AsSpan(sizeof(ulong)).Fill((byte)' ');
        json.CopyTo(prefix, sizeof(ulong));
        return prefix;
    }
}
