namespace TwinBert.Cli.Demo;

/// <summary>What a demo showed.</summary>
/// <param name="Shown">The queries that are shown in full; at least one.</param>
/// <param name="Judged">All judged queries of the catalogue.</param>
/// <param name="Documents">The number of products.</param>
/// <param name="Stages">What took how many milliseconds, in the order in which it was done.</param>
internal sealed record DemoResult(
    IReadOnlyList<DemoComparison> Shown, IReadOnlyList<DemoComparison> Judged, int Documents, IReadOnlyList<KeyValuePair<string, double>> Stages)
{
    public double EngineNdcg => Judged.Average(comparison => comparison.EngineNdcg);

    public double RerankedNdcg => Judged.Average(comparison => comparison.RerankedNdcg);
}
