using System.Numerics;

namespace TwinBert.Lexical.Scoring;

/// <summary>
/// The engines keep a field's length in one byte: exact up to 40 tokens, above that four significant bits of the length less 24.
/// Scores depend on this rounding, so it is rounded alike.
/// </summary>
internal static class FieldLength
{
    private const int ExactValues = 24;
    private const int SignificantBits = 4;
    private const int MantissaBits = SignificantBits - 1;

    /// <summary>The byte for a length of zero or more tokens.</summary>
    public static byte Encode(int length) =>
        (byte)(length < ExactValues ? length : ExactValues + Compress(length - ExactValues));

    /// <summary>The length that a byte stands for.</summary>
    public static int Decode(byte encoded) =>
        encoded < ExactValues ? encoded : ExactValues + Expand(encoded - ExactValues);

    private static int Compress(int value)
    {
        var bits = 32 - BitOperations.LeadingZeroCount((uint)value);
        if (bits < SignificantBits)
        {
            return value;
        }

        var shift = bits - SignificantBits;
        var mantissa = (value >> shift) & ((1 << MantissaBits) - 1);
        return ((shift + 1) << MantissaBits) | mantissa;
    }

    private static int Expand(int compressed)
    {
        var mantissa = compressed & ((1 << MantissaBits) - 1);
        var exponent = compressed >> MantissaBits;
        return exponent == 0 ? mantissa : (mantissa | (1 << MantissaBits)) << (exponent - 1);
    }
}
