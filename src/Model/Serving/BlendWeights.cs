namespace TwinBert.Model.Serving;

/// <summary>β of the blend: how much the model counts beside the engine's score, 0 to 20 each.</summary>
/// <param name="Text">Where nothing but text decides what comes first.</param>
/// <param name="Business">
/// Where an application has a say of its own, or a part number is looked up: as much as leaves the order that it asks for in place.
/// </param>
public readonly record struct BlendWeights(double Text, double Business);
