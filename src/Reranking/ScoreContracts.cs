namespace TwinBert.Reranking;

/// <summary>The names of score contracts in a configuration.</summary>
public static class ScoreContracts
{
    /// <summary>Finds a contract by its name: <c>fused</c>, <c>model</c> or <c>rank-preserving</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such contract; a validated configuration names none.</exception>
    public static ScoreContract Named(string name) => name switch
    {
        "fused" => ScoreContract.Fused,
        "model" => ScoreContract.Model,
        "rank-preserving" => ScoreContract.RankPreserving,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such score contract."),
    };
}
