namespace TwinBert.Model.Encoding;

/// <summary>
/// Tells query towers apart: the first twelve hexadecimal digits of a SHA-256 over everything that decides a query's vector. Models of one
/// <see cref="ModelFingerprint"/> may have different ones: then the documents' vectors are the same, and the queries' are not.
/// </summary>
/// <param name="Value">Twelve lower-case hexadecimal digits.</param>
public readonly record struct QueryFingerprint(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
