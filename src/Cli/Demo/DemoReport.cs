using System.Globalization;
using Spectre.Console;
using TwinBert.Protocol;
using TwinBert.Terminal;

namespace TwinBert.Cli.Demo;

/// <summary>Prints both rankings of each shown query side by side, and what they are worth over all judged queries. Readable without colour.</summary>
internal static class DemoReport
{
    private const int Rows = 6;
    private const int BestGrade = 3;

    public static void Print(DemoResult result, TextWriter output)
    {
        var console = ConsoleWriter.For(output);
        foreach (var comparison in result.Shown)
        {
            if (comparison.Engine.Hits.Count == 0)
            {
                output.WriteLine($"“{comparison.Query}”: Neither finds anything.");
                continue;
            }

            console.Write(Table(comparison));
            output.WriteLine(Verdict(comparison));
            output.WriteLine();
        }

        output.WriteLine(Summary(result));
        output.WriteLine(Stages(result));
    }

    private static Table Table(DemoComparison comparison)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"“{comparison.Query}”"))
            .AddColumn(new TableColumn("").RightAligned()).AddColumn("the engine alone (BM25)").AddColumn("through TwinBert").AddColumn("moved");
        var places = comparison.Engine.Hits.Select((hit, place) => (hit.Id, place)).ToDictionary(entry => entry.Id, entry => entry.place);
        for (var place = 0; place < Math.Min(Rows, comparison.Engine.Hits.Count); place++)
        {
            var reranked = comparison.Reranked.Hits[place];
            table.AddRow(
                (place + 1).ToString(CultureInfo.InvariantCulture),
                Markup.Escape(Describe(comparison, comparison.Engine.Hits[place])),
                Markup.Escape(Describe(comparison, reranked)),
                Moved(places.GetValueOrDefault(reranked.Id, place), place));
        }

        return table;
    }

    private static string Describe(DemoComparison comparison, DemoHit hit) =>
        comparison.IsJudged ? $"{Stars(comparison.Grades.GetValueOrDefault(hit.Id))} {hit.Title}" : hit.Title;

    private static string Stars(int grade) => new string('★', grade) + new string('·', BestGrade - grade);

    private static string Moved(int from, int to) => from == to ? "=" : from > to ? $"[green]▲[/] from {from + 1}" : $"[red]▼[/] from {from + 1}";

    private static string Verdict(DemoComparison comparison)
    {
        var worth = comparison.IsJudged
            ? string.Create(CultureInfo.InvariantCulture, $"nDCG@10 {comparison.EngineNdcg:0.00} → {comparison.RerankedNdcg:0.00}   ")
            : "";
        return $"{worth}{TwinBertHeaders.Verdict}: {comparison.Reranked.Verdict}";
    }

    private static string Summary(DemoResult result)
    {
        var better = result.Judged.Count(comparison => comparison.RerankedNdcg > comparison.EngineNdcg);
        var worse = result.Judged.Count(comparison => comparison.RerankedNdcg < comparison.EngineNdcg);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Over all {result.Judged.Count} judged queries on {result.Documents} products, nDCG@10 is {result.EngineNdcg:0.000} from the engine and "
                + $"{result.RerankedNdcg:0.000} through TwinBert (better on {better}, worse on {worse}; stars are grades).");
    }

    private static string Stages(DemoResult result) =>
        "Milliseconds: " + string.Join(
            ", ",
            result.Stages.Select(
                stage => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stage.Key.Replace('_', ' ')} {stage.Value:0.#}"))) + " (searches: median for 100 hits).";
}
