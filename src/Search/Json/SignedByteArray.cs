using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace TwinBert.Search.Json;

/// <summary>
/// Reads arrays of integers of −128 to 127. Most bytes of a response with vectors are such arrays, and the lengths of random numbers are what
/// a processor cannot predict: the compact spelling, which engines write, is therefore read without a branch on the digits, eight bytes at a time.
/// </summary>
internal static class SignedByteArray
{
    private const ulong Zeros = 0x3030303030303030;
    private const ulong HighBits = 0x8080808080808080;
    private const ulong ToCarryOverNine = 0x7676767676767676;

    /// <summary>Reads as many numbers as there is room for, and the bracket behind them.</summary>
    /// <param name="json">The text.</param>
    /// <param name="at">The index after the opening bracket; afterwards that after the closing one, if all could be read.</param>
    /// <param name="numbers">Receives the numbers.</param>
    /// <returns>Whether the array has exactly so many numbers, all in range.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, ref int at, Span<sbyte> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var closing = i == numbers.Length - 1 ? (byte)']' : (byte)',';
            if (!TryReadCompact(json, ref at, closing, out numbers[i]) && !TryReadSpaced(json, ref at, closing, out numbers[i]))
            {
                return false;
            }
        }

        return numbers.Length > 0;
    }

    /// <summary>Reads a sign, one to three digits and what must follow directly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadCompact(ReadOnlySpan<byte> json, ref int at, byte closing, out sbyte number)
    {
        number = 0;
        if (json.Length - at < sizeof(ulong))
        {
            return false;
        }

        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(json[at..]);
        var sign = (byte)bytes == '-' ? 1 : 0;
        bytes >>= sign * 8;

        // A byte is a digit if without the bits of '0' it is at most 9; the first that is not ends the number.
        var digits = bytes ^ Zeros;
        var length = BitOperations.TrailingZeroCount((digits | ((digits & ~HighBits) + ToCarryOverNine)) & HighBits) / 8;
        if (length is 0 or > 3 || (byte)(bytes >> (length * 8)) != closing)
        {
            return false;
        }

        // Right-aligned in four bytes; pairs of digits, then the pair of pairs.
        var aligned = (uint)digits << ((4 - length) * 8);
        aligned = ((aligned * 10) + (aligned >> 8)) & 0x00FF00FF;
        var value = (int)(((aligned & 0xFF) * 100) + (aligned >> 16));
        value = (value ^ -sign) + sign;
        number = (sbyte)value;
        if (number != value)
        {
            return false;
        }

        at += sign + length + 1;
        return true;
    }

    /// <summary>Reads any spelling that JSON allows for an integer, with white space around it.</summary>
    private static bool TryReadSpaced(ReadOnlySpan<byte> json, ref int at, byte closing, out sbyte number)
    {
        number = 0;
        SkipWhiteSpace(json, ref at);
        if (at >= json.Length || !System.Buffers.Text.Utf8Parser.TryParse(json[at..], out number, out var length))
        {
            return false;
        }

        at += length;
        SkipWhiteSpace(json, ref at);
        return at < json.Length && json[at++] == closing;
    }

    private static void SkipWhiteSpace(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }
    }
}
