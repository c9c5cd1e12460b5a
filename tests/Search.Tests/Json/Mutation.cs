using FsCheck;
using FsCheck.Fluent;

namespace TwinBert.Search.Tests.Json;

/// <summary>Texts with a few bytes changed, lost, doubled or put in: what a broken or hostile peer sends.</summary>
internal static class Mutation
{
    private static readonly byte[] Bytes = [.. "{}[]\",:\\/0-9e.u tn\n\r\0"u8, 0x80, 0xC3, 0xED, 0xF0, 0xFF];

    public static Gen<byte[]> Of(Gen<string> texts) =>
        from text in texts
        from edits in Edit.NonEmptyListOf()
        select edits.Take(4).Aggregate(JsonGenerator.Bytes(text), (bytes, edit) => Apply(bytes, edit.Kind, edit.Place, edit.Value));

    private static Gen<(int Kind, int Place, byte Value)> Edit =>
        from kind in Gen.Choose(0, 3)
        from place in Gen.Choose(0, int.MaxValue - 1)
        from value in Gen.Elements(Bytes)
        select (kind, place, value);

    private static byte[] Apply(byte[] text, int kind, int place, byte value)
    {
        if (text.Length == 0)
        {
            return text;
        }

        var at = place % text.Length;
        return kind switch
        {
            0 => [.. text[..at], value, .. text[(at + 1)..]],
            1 => [.. text[..at], .. text[(at + 1)..]],
            2 => [.. text[..at], value, .. text[at..]],
            _ => [.. text[..at]],
        };
    }
}
