namespace TwinBert.Backfill.Coverage;

/// <summary>How many documents of an index have an embedding, and of which model.</summary>
/// <param name="Total">All documents.</param>
/// <param name="Current">Those with an embedding of the given model.</param>
/// <param name="OtherModel">Those with an embedding of another model.</param>
public sealed record IndexCoverage(long Total, long Current, long OtherModel)
{
    /// <summary>Those without an embedding.</summary>
    public long Missing => Math.Max(0, Total - Current - OtherModel);
}
