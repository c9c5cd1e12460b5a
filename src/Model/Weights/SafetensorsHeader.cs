using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace TwinBert.Model.Weights;

/// <summary>Reads the front of a safetensors file: eight bytes of length, then a JSON object from tensor names to type, shape and place.</summary>
internal static class SafetensorsHeader
{
    private const string Metadata = "__metadata__";

    /// <summary>The tensors, and where their bytes begin in the file.</summary>
    public static (Dictionary<string, TensorEntry> Tensors, long DataStart) Read(SafeFileHandle handle, string file)
    {
        var size = RandomAccess.GetLength(handle);
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (RandomAccess.Read(handle, prefix, 0) < prefix.Length)
        {
            throw new WeightsException($"'{file}' is no safetensors file: it is only {size} bytes long.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)(size - prefix.Length) || length > int.MaxValue)
        {
            throw new WeightsException($"'{file}' is cut off or no safetensors file: it claims a header of {length} bytes and has {size} bytes in all.");
        }

        var json = new byte[length];
        RandomAccess.Read(handle, json, prefix.Length);
        return (Parse(json, file), prefix.Length + (long)length);
    }

    private static Dictionary<string, TensorEntry> Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement
                .EnumerateObject()
                .Where(property => property.Name != Metadata)
                .ToDictionary(property => property.Name, property => Entry(property.Value));
        }
        catch (Exception e) when (
            e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new WeightsException($"'{file}' is no safetensors file: its header cannot be read.", e);
        }
    }

    private static TensorEntry Entry(JsonElement tensor)
    {
        var offsets = tensor.GetProperty("data_offsets");
        return new(
            tensor.GetProperty("dtype").GetString()!,
            [.. tensor.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt64())],
            offsets[0].GetInt64(),
            offsets[1].GetInt64());
    }
}
