using TwinBert.Evaluation.Metrics;

namespace TwinBert.Cli.Demo;

/// <summary>One query, searched both ways.</summary>
/// <param name="Query">What was searched for.</param>
/// <param name="Engine">The engine's own answer.</param>
/// <param name="Reranked">The answer through the sidecar.</param>
/// <param name="Grades">The judgements by product; empty for a query that nobody judged.</param>
internal sealed record DemoComparison(string Query, DemoPage Engine, DemoPage Reranked, IReadOnlyDictionary<string, int> Grades)
{
    private const int K = 10;

    public bool IsJudged => Grades.Count > 0;

    public double EngineNdcg => NdcgOf(Engine);

    public double RerankedNdcg => NdcgOf(Reranked);

    private double NdcgOf(DemoPage page) => Ndcg.At(K, page.Hits.Select(hit => Grades.GetValueOrDefault(hit.Id)), Grades.Values);
}
