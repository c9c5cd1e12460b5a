namespace TwinBert.Model.Crossing;

/// <summary>What the cosine alone says, as a logit: a·cos(q, d) + c. A learned head adds its correction to it.</summary>
/// <param name="Scale">The factor a.</param>
/// <param name="Bias">The offset c.</param>
public readonly record struct SimilarityPrior(float Scale, float Bias);
