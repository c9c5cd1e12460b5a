namespace TwinBert.Model.Encoding;

/// <summary>
/// Names what makes the documents' vectors of a model package: the first twelve hexadecimal digits of a SHA-256 over everything that decides one.
/// Stored beside every vector, because a vector is used only with a model that makes the same. What tells query towers apart is the
/// <see cref="QueryFingerprint"/>.
/// </summary>
/// <param name="Value">Twelve lower-case hexadecimal digits.</param>
public readonly record struct ModelFingerprint(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
