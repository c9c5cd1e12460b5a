using TwinBert.Model.Packaging;

namespace TwinBert.Training.Modules;

/// <summary>A tower: the trunk, and how a text's vector is made of it.</summary>
/// <param name="Trunk">The transformer.</param>
/// <param name="Pooling">How tokens' vectors become one.</param>
/// <param name="Dimensions">The components after downscaling, v ← tanh(W v + b).</param>
internal sealed record TowerShape(TrunkShape Trunk, Pooling Pooling, int Dimensions);
