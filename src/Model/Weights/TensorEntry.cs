namespace TwinBert.Model.Weights;

/// <summary>A tensor as the header of a safetensors file lists it.</summary>
/// <param name="Type">The element type: <c>F32</c>, <c>F16</c>, <c>BF16</c>.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct TensorEntry(string Type, long[] Shape, long Begin, long End);
