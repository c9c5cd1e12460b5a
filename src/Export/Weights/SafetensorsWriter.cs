using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace TwinBert.Export.Weights;

/// <summary>Writes tensors of floats as a safetensors file.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file, replacing one that is there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tensors">Names, shapes and values, row by row.</param>
    public static void Write(string file, IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var header = new Dictionary<string, object>();
        long offset = 0;
        foreach (var (name, shape, values) in tensors)
        {
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
        using var stream = File.Create(file);
        stream.Write(prefix);
        foreach (var (_, _, values) in tensors)
        {
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }
}
