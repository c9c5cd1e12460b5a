using TwinBert.Model.Encoding;

namespace TwinBert.Backfill.Planning;

/// <summary>The model whose embeddings an index is to have.</summary>
/// <param name="Name">What the configuration calls it.</param>
/// <param name="Fingerprint">What names its content.</param>
/// <param name="Dimensions">The length of its vectors.</param>
public sealed record IndexModel(string Name, ModelFingerprint Fingerprint, int Dimensions)
{
    /// <inheritdoc/>
    public override string ToString() => $"'{Name}' ({Fingerprint})";
}
