using System.Globalization;
using System.Xml;
using TwinBert.Training.Loop;

namespace TwinBert.Training.Plots;

/// <summary>Draws a run's curves as one SVG image: loss, learning rate and, where it was measured, the dev metric, one below the other.</summary>
internal static class TrainingPlot
{
    private const int Width = 720;
    private const int PanelHeight = 170;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 28;
    private const int Bottom = 26;
    private const int Lines = 4;

    /// <summary>Draws.</summary>
    /// <param name="path">The file.</param>
    /// <param name="curve">The points, at least one.</param>
    public static void Write(string path, IReadOnlyList<CurvePoint> curve)
    {
        (string Title, string Colour, (double X, double Y)[] Points)[] panels =
        [
            ("loss", "#1f77b4", [.. curve.Select(point => ((double)point.Step, point.Loss))]),
            ("learning rate", "#7f7f7f", [.. curve.Select(point => ((double)point.Step, point.LearningRate))]),
            ("dev metric", "#2ca02c", [.. curve.Where(point => point.Dev is not null).Select(point => ((double)point.Step, point.Dev!.Value))]),
        ];
        var drawn = panels.Where(panel => panel.Points.Length > 0).ToArray();
        SvgElements.Write(path, Width, PanelHeight * drawn.Length, svg =>
        {
            for (var i = 0; i < drawn.Length; i++)
            {
                Panel(svg, drawn[i], i * PanelHeight, curve[^1].Step);
            }
        });
    }

    private static void Panel(XmlWriter svg, (string Title, string Colour, (double X, double Y)[] Points) panel, int top, int last)
    {
        var (least, most) = Range(panel.Points);
        double X(double step) => Left + (step / last * (Width - Left - Right));
        double Y(double value) => top + Top + ((most - value) / (most - least) * (PanelHeight - Top - Bottom));
        svg.Text(Left, top + Top - 10, "start", panel.Title, "bold");
        foreach (var value in SvgElements.Ticks(least, most, Lines))
        {
            svg.Element("line", ("x1", Left), ("x2", Width - Right), ("y1", Y(value)), ("y2", Y(value)), ("stroke", "#e5e5e5"));
            svg.Text(Left - 6, Y(value) + 4, "end", value.ToString("G3", CultureInfo.InvariantCulture));
        }

        foreach (var step in SvgElements.Ticks(0, last, Lines))
        {
            svg.Text(X(step), top + PanelHeight - 8, "middle", step.ToString("G6", CultureInfo.InvariantCulture));
        }

        var points = string.Join(' ', panel.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.#},{Y(point.Y):0.#}")));
        svg.Element("polyline", ("points", points), ("fill", "none"), ("stroke", panel.Colour), ("stroke-width", 1.5));
        if (panel.Points is [var only])
        {
            svg.Element("circle", ("cx", X(only.X)), ("cy", Y(only.Y)), ("r", 2), ("fill", panel.Colour));
        }
    }

    /// <summary>The values' range; a little around a single value, so that there is a height to draw in.</summary>
    private static (double Least, double Most) Range((double X, double Y)[] points)
    {
        var (least, most) = (points.Min(point => point.Y), points.Max(point => point.Y));
        var margin = most > least ? 0 : Math.Max(Math.Abs(most) / 10, 1e-6);
        return (least - margin, most + margin);
    }
}
