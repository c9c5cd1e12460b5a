using System.Globalization;
using System.Xml;
using TwinBert.Training.Files;

namespace TwinBert.Training.Plots;

/// <summary>The parts that plots are drawn of.</summary>
internal static class SvgElements
{
    /// <summary>Writes an image that is white where nothing is drawn.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="draw">Draws what is in it.</param>
    public static void Write(string path, int width, int height, Action<XmlWriter> draw) => RunFile.Write(path, stream =>
    {
        using var svg = XmlWriter.Create(stream, new() { Indent = true });
        svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        svg.Attributes(("width", width), ("height", height), ("font-family", "sans-serif"), ("font-size", 11));
        svg.Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"));
        draw(svg);
        svg.WriteEndElement();
    });

    /// <summary>A few round numbers of a range: multiples of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="least">Where the range begins.</param>
    /// <param name="most">Where it ends, above its beginning.</param>
    /// <param name="count">About how many.</param>
    public static IEnumerable<double> Ticks(double least, double most, int count)
    {
        var raw = (most - least) / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch { <= 1.5 => 1, <= 3 => 2, <= 7 => 5, _ => 10 };
        for (var i = Math.Ceiling(least / step); i * step <= most; i++)
        {
            yield return (i * step) + 0.0;
        }
    }

    /// <summary>Adds a text.</summary>
    public static void Text(this XmlWriter svg, double x, double y, string anchor, string text, string weight = "normal")
    {
        svg.WriteStartElement("text");
        svg.Attributes(("x", x), ("y", y), ("text-anchor", anchor), ("font-weight", weight), ("fill", "#333333"));
        svg.WriteString(text);
        svg.WriteEndElement();
    }

    /// <summary>Adds an element without content.</summary>
    public static void Element(this XmlWriter svg, string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        svg.WriteStartElement(name);
        svg.Attributes(attributes);
        svg.WriteEndElement();
    }

    private static void Attributes(this XmlWriter svg, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            svg.WriteAttributeString(
                name,
                value is double number ? number.ToString("0.##", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }
}
