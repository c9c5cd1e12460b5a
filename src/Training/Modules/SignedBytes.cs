using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>What storing an embedding as signed bytes does to it, for training: rounded going forward, and as if nothing had happened going back.</summary>
internal static class SignedBytes
{
    private const float Largest = sbyte.MaxValue;

    /// <summary>Rounds components of [−1, 1] to 127ths, with the straight-through gradient.</summary>
    public static Tensor Round(Tensor embeddings) => embeddings + ((embeddings * Largest).round() / Largest - embeddings).detach();
}
