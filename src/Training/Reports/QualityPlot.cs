using System.Globalization;
using System.Xml;
using TwinBert.Training.Plots;

namespace TwinBert.Training.Reports;

/// <summary>
/// Draws what rankings are worth: a line for each model, with a mark for it alone and for its blends, and a line for BM25 through all of them.
/// </summary>
internal static class QualityPlot
{
    private const int Width = 720;
    private const int LineHeight = 22;
    private const int Left = 190;
    private const int Right = 24;
    private const int Top = 46;
    private const int Bottom = 26;
    private const int TickCount = 6;
    private const double Margin = 0.01;
    private static readonly (string Kind, string Colour, string Name)[] Marks =
        [("alone", "#7f7f7f", "alone"), ("blend", "#1f77b4", "blended with BM25"), ("tuned_blend", "#2ca02c", "blended, β chosen on another split")];

    /// <summary>Draws nDCG@10 over BM25's best 100.</summary>
    /// <param name="path">The file.</param>
    /// <param name="result">The rankings; at least one is of a model, and BM25 is among them.</param>
    public static void Write(string path, EvaluationResult result)
    {
        var models = result.Rows.Where(row => row.Of is not null).GroupBy(row => row.Of!).ToArray();
        var bm25 = result.Rows.First(row => row.Kind == "bm25").Top100.Ndcg;
        var values = models.SelectMany(rows => rows).Select(row => row.Top100.Ndcg).Append(bm25).ToArray();
        var (least, most) = (values.Min() - Margin, values.Max() + Margin);
        var height = Top + (LineHeight * models.Length) + Bottom;
        double X(double value) => Left + ((value - least) / (most - least) * (Width - Left - Right));
        SvgElements.Write(path, Width, height, svg =>
        {
            svg.Text(8, 16, "start", $"{result.Title}: nDCG@10, top 100", "bold");
            Legend(svg);
            foreach (var tick in SvgElements.Ticks(least, most, TickCount))
            {
                svg.Element("line", ("x1", X(tick)), ("x2", X(tick)), ("y1", Top - 6), ("y2", height - Bottom), ("stroke", "#e5e5e5"));
                svg.Text(X(tick), height - 8, "middle", tick.ToString("0.###", CultureInfo.InvariantCulture));
            }

            svg.Element("line", ("x1", X(bm25)), ("x2", X(bm25)), ("y1", Top - 6), ("y2", height - Bottom), ("stroke", "#d62728"), ("stroke-dasharray", "4 3"));
            for (var i = 0; i < models.Length; i++)
            {
                var y = Top + (LineHeight * i) + (LineHeight / 2.0);
                svg.Text(Left - 10, y + 4, "end", models[i].Key);
                foreach (var row in models[i])
                {
                    svg.Element("circle", ("cx", X(row.Top100.Ndcg)), ("cy", y), ("r", 4.5), ("fill", Marks.First(mark => mark.Kind == row.Kind).Colour));
                }
            }
        });
    }

    private static void Legend(XmlWriter svg)
    {
        const int Step = 150;
        const int Y = 30;
        svg.Element("line", ("x1", 8), ("x2", 24), ("y1", Y), ("y2", Y), ("stroke", "#d62728"), ("stroke-dasharray", "4 3"));
        svg.Text(30, Y + 4, "start", "BM25");
        for (var i = 0; i < Marks.Length; i++)
        {
            var x = 90 + (Step * i);
            svg.Element("circle", ("cx", x), ("cy", Y), ("r", 4.5), ("fill", Marks[i].Colour));
            svg.Text(x + 10, Y + 4, "start", Marks[i].Name);
        }
    }
}
