namespace TwinBert.Model.Packaging;

/// <summary>How the vectors of the tokens become one.</summary>
public enum Pooling
{
    /// <summary>The average over the real tokens.</summary>
    Mean,

    /// <summary>The first token's.</summary>
    Cls,

    /// <summary>An average with learned weights: αᵢ = softmaxᵢ(w·hᵢ + b).</summary>
    Weighted,
}
