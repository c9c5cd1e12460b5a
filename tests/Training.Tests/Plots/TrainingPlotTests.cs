using System.Xml.Linq;
using TwinBert.Training.Loop;
using TwinBert.Training.Plots;
using Xunit;

namespace TwinBert.Training.Tests.Plots;

public sealed class TrainingPlotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert-plot").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_Curve_DrawsAPanelForEachThingThatWasMeasured()
    {
        var svg = Draw(new(50, 2, 1e-4, null), new(100, 1.5, 5e-5, 0.8), new(150, 1.25, 0, 0.9));

        Assert.Equal(["loss", "learning rate", "dev metric"], Titles(svg));
        var lines = svg
            .Descendants()
            .Where(element => element.Name.LocalName == "polyline")
            .Select(line => line.Attribute("points")!.Value.Split(' '))
            .ToArray();
        Assert.Equal([3, 3, 2], lines.Select(line => line.Length));

        // The loss falls, and down is up in an image.
        var heights = lines[0].Select(point => double.Parse(point.Split(',')[1], null)).ToArray();
        Assert.Equal(heights.Order(), heights);
    }

    [Fact]
    public void Write_OnePoint_IsShown() =>
        Assert.Equal(2, Draw(new CurvePoint(1, 2, 1e-4, null)).Descendants().Count(element => element.Name.LocalName == "circle"));

    [Fact]
    public void Write_NoDevMetric_HasNoPanelForIt() =>
        Assert.Equal(["loss", "learning rate"], Titles(Draw(new(50, 2, 1e-4, null), new(100, 1, 1e-4, null))));

    private static IEnumerable<string> Titles(XElement svg) =>
        svg.Descendants().Where(element => element.Attribute("font-weight")?.Value == "bold").Select(element => element.Value);

    private XElement Draw(params CurvePoint[] curve)
    {
        var path = Path.Combine(_folder, "training.svg");
        TrainingPlot.Write(path, curve);
        Assert.Equal([path], Directory.GetFiles(_folder));
        return XElement.Load(path);
    }
}
