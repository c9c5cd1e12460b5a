using System.Globalization;
using System.Xml;

namespace TwinBert.Training.Running;

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
    public static void Write(string path, IReadOnlyList<CurvePoint> curve) => RunFile.Write(path, stream =>
    {
        (string Title, string Colour, (double X, double Y)[] Points)[] panels =
        [
            ("loss", "#1f77b4", [.. curve.Select(point => ((double)point.Step, point.Loss))]),
            ("learning rate", "#7f7f7f", [.. curve.Select(point => ((double)point.Step, point.LearningRate))]),
            ("dev metric", "#2ca02c", [.. curve.Where(point => point.Dev is not null).Select(point => ((double)point.Step, point.Dev!.Value))]),
        ];
        var drawn = panels.Where(panel => panel.Points.Length > 0).ToArray();
        using var svg = XmlWriter.Create(stream, new() { Indent = true });
        svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(svg, ("width", Width), ("height", PanelHeight * drawn.Length), ("font-family", "sans-serif"), ("font-size", 11));
        Element(svg, "rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        var last = curve[^1].Step;
        for (var i = 0; i < drawn.Length; i++)
        {
            Panel(svg, drawn[i], i * PanelHeight, last);
        }

        svg.WriteEndElement();
    });

    private static void Panel(XmlWriter svg, (string Title, string Colour, (double X, double Y)[] Points) panel, int top, int last)
    {
        var (least, most) = Range(panel.Points);
        double X(double step) => Left + (step / last * (Width - Left - Right));
        double Y(double value) => top + Top + ((most - value) / (most - least) * (PanelHeight - Top - Bottom));
        Text(svg, Left, top + Top - 10, "start", panel.Title, "bold");
        foreach (var value in Ticks(least, most))
        {
            Element(svg, "line", ("x1", Left), ("x2", Width - Right), ("y1", Y(value)), ("y2", Y(value)), ("stroke", "#e5e5e5"));
            Text(svg, Left - 6, Y(value) + 4, "end", value.ToString("G3", CultureInfo.InvariantCulture));
        }

        foreach (var step in Ticks(0, last))
        {
            Text(svg, X(step), top + PanelHeight - 8, "middle", step.ToString("G6", CultureInfo.InvariantCulture));
        }

        var points = string.Join(' ', panel.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.#},{Y(point.Y):0.#}")));
        Element(svg, "polyline", ("points", points), ("fill", "none"), ("stroke", panel.Colour), ("stroke-width", 1.5));
        if (panel.Points is [var only])
        {
            Element(svg, "circle", ("cx", X(only.X)), ("cy", Y(only.Y)), ("r", 2), ("fill", panel.Colour));
        }
    }

    /// <summary>The values' range; a little around a single value, so that there is a height to draw in.</summary>
    private static (double Least, double Most) Range((double X, double Y)[] points)
    {
        var (least, most) = (points.Min(point => point.Y), points.Max(point => point.Y));
        var margin = most > least ? 0 : Math.Max(Math.Abs(most) / 10, 1e-6);
        return (least - margin, most + margin);
    }

    /// <summary>A few round numbers of a range: multiples of 1, 2 or 5 times a power of ten.</summary>
    private static IEnumerable<double> Ticks(double least, double most)
    {
        var raw = (most - least) / Lines;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch { <= 1.5 => 1, <= 3 => 2, <= 7 => 5, _ => 10 };
        for (var i = Math.Ceiling(least / step); i * step <= most; i++)
        {
            yield return (i * step) + 0.0;
        }
    }

    private static void Text(XmlWriter svg, double x, double y, string anchor, string text, string weight = "normal")
    {
        svg.WriteStartElement("text");
        Attributes(svg, ("x", x), ("y", y), ("text-anchor", anchor), ("font-weight", weight), ("fill", "#333333"));
        svg.WriteString(text);
        svg.WriteEndElement();
    }

    private static void Element(XmlWriter svg, string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        svg.WriteStartElement(name);
        Attributes(svg, attributes);
        svg.WriteEndElement();
    }

    private static void Attributes(XmlWriter svg, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            svg.WriteAttributeString(name, value is double number ? number.ToString("0.##", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }
}
