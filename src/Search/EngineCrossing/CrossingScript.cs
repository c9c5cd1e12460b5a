namespace TwinBert.Search.EngineCrossing;

/// <summary>A script that gives the number by which a document's score is multiplied.</summary>
/// <param name="Json">What stands behind <c>"script":</c> in a request.</param>
/// <param name="LeastFactor">The least number that it can give, above 0 and at most 1.</param>
public readonly record struct CrossingScript(ReadOnlyMemory<byte> Json, double LeastFactor);
