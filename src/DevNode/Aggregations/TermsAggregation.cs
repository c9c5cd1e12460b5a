namespace TwinBert.DevNode.Aggregations;

/// <summary>What buckets are ordered by.</summary>
internal sealed record BucketOrder(bool ByKey, bool IsDescending);

/// <summary>A <c>terms</c> aggregation as the client wrote it.</summary>
internal sealed record TermsAggregation(string Name, string Field)
{
    public int Size { get; init; } = 10;

    public int MinDocCount { get; init; } = 1;

    public BucketOrder Order { get; init; } = new(ByKey: false, IsDescending: true);

    /// <summary>The key of documents without a value; null if they are left out.</summary>
    public string? Missing { get; init; }
}
