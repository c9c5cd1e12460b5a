namespace TwinBert.Training.Data;

/// <summary>A query of a step with its documents.</summary>
/// <param name="Query">The query's number.</param>
/// <param name="Documents">Different documents, relevant ones first.</param>
internal sealed record SampledQuery(int Query, IReadOnlyList<SampledDocument> Documents);
