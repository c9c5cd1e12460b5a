namespace TwinBert.Model.Encoding;

/// <summary>
/// Names the content of a model package: the first twelve hexadecimal digits of a SHA-256 over everything that decides a vector.
/// Stored beside every vector, because a vector is used only with the model that made it.
/// </summary>
/// <param name="Value">Twelve lower-case hexadecimal digits.</param>
public readonly record struct ModelFingerprint(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
