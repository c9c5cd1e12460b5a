namespace TwinBert.Model.Crossing;

/// <summary>How a query and a document become one vector.</summary>
public enum Combiner
{
    /// <summary>The greater of each pair of components: max(q, d).</summary>
    Max,

    /// <summary>One after the other: [q; d].</summary>
    Concatenate,
}
