namespace TwinBert.Sidecar.Proxy;

/// <summary>What is to become of an answer.</summary>
/// <param name="IsWanted">Asked when the answer begins: whether it is to be held back at all.</param>
/// <param name="IsPossible">Asked when it is complete: whether it is one that can be changed.</param>
/// <param name="Make">Makes the new body of the engine's, decompressed; <see langword="null"/> where nothing is to be changed.</param>
internal sealed record AnswerChange(Func<bool> IsWanted, Func<bool> IsPossible, Func<PooledBody, PooledBody?> Make);
