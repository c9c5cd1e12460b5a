namespace TwinBert.Backfill.Switching;

/// <summary>How many documents have the embeddings of two models.</summary>
/// <param name="First">Those with one of the first.</param>
/// <param name="Second">Those with one of the second.</param>
/// <param name="Either">Those with one of either, which are all that searches ranked by either can know of.</param>
public sealed record GenerationCoverage(long First, long Second, long Either)
{
    /// <summary>The part of those with an embedding that have one of the first, 0 to 1; 0 where none has any.</summary>
    public double FirstShare => Share(First);

    /// <summary>The part of those with an embedding that have one of the second, 0 to 1; 0 where none has any.</summary>
    public double SecondShare => Share(Second);

    private double Share(long some) => Either == 0 ? 0 : (double)some / Either;
}
