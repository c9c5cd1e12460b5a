namespace TwinBert.Training.Running;

/// <summary>The most tokens of texts, special ones included.</summary>
/// <param name="Query">Of a query.</param>
/// <param name="Document">Of a document; of a pair, where a teacher reads both together.</param>
internal sealed record RunLimits(int Query, int Document);
