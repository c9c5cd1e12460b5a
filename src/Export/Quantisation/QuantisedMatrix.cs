namespace TwinBert.Export.Quantisation;

/// <summary>A matrix of signed bytes: each row or each column has a scale, and value = byte × scale.</summary>
internal sealed record QuantisedMatrix(sbyte[] Values, float[] Scales)
{
    /// <summary>Scales each of <paramref name="groups"/> rows by its largest value.</summary>
    public static QuantisedMatrix ByRow(ReadOnlySpan<float> matrix, int groups, int largest) => Quantise(matrix, groups, matrix.Length / groups, 1, largest);

    /// <summary>Scales each of <paramref name="groups"/> columns by its largest value.</summary>
    public static QuantisedMatrix ByColumn(ReadOnlySpan<float> matrix, int groups, int largest) => Quantise(matrix, groups, 1, groups, largest);

    private static QuantisedMatrix Quantise(ReadOnlySpan<float> matrix, int groups, int groupStride, int stride, int largest)
    {
        var values = new sbyte[matrix.Length];
        var scales = new float[groups];
        var size = matrix.Length / groups;
        for (var group = 0; group < groups; group++)
        {
            var start = group * groupStride;
            var most = 0f;
            for (var i = 0; i < size; i++)
            {
                most = Math.Max(most, MathF.Abs(matrix[start + (i * stride)]));
            }

            // A group of zeros gets a scale that is not zero: runtimes divide by scales.
            var scale = most > 0 ? most / largest : 1;
            scales[group] = scale;
            for (var i = 0; i < size; i++)
            {
                values[start + (i * stride)] = (sbyte)MathF.Round(matrix[start + (i * stride)] / scale);
            }
        }

        return new(values, scales);
    }
}
