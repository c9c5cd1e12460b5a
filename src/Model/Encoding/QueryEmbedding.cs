namespace TwinBert.Model.Encoding;

/// <summary>
/// What the query tower makes of a query: a vector of floats, as long as the model's dimensions. A type of its own, so that two queries cannot be crossed.
/// </summary>
/// <param name="Values">The components; not to be changed once handed over.</param>
public readonly record struct QueryEmbedding(ReadOnlyMemory<float> Values)
{
    /// <summary>The number of components.</summary>
    public int Dimensions => Values.Length;
}
