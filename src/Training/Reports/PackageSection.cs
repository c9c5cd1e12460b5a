using System.Globalization;
using TwinBert.Model.Packaging;

namespace TwinBert.Training.Reports;

/// <summary>What the packages are, and how large.</summary>
internal static class PackageSection
{
    /// <summary>The section's Markdown, from below its heading.</summary>
    /// <param name="folders">The packages.</param>
    /// <exception cref="ModelPackageException">One is none, or damaged.</exception>
    public static string Text(IReadOnlyList<string> folders)
    {
        var table = new MarkdownTable(
            "package",
            "weights",
            "layers",
            "bytes of a document",
            "crossing layers, the default first",
            "encoders, MB",
            "crossing layers, MB",
            "all, MB");
        foreach (var folder in folders)
        {
            var package = ModelPackage.Load(folder);
            var encoders = new[] { package.QueryEncoderFile, package.DocumentEncoderFile }.Distinct().Sum(file => new FileInfo(file).Length);
            var crossing = Directory.EnumerateFiles(package.Folder, "*.safetensors").Sum(file => new FileInfo(file).Length);
            table.Add(
                ReportText.Code(Path.GetFileName(package.Folder)),
                package.Manifest.Encoders.Weights.ToString().ToLowerInvariant(),
                package.Manifest.Encoders.Layers.ToString(CultureInfo.InvariantCulture),
                package.Dimensions.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", package.Manifest.Crossing),
                ReportText.Megabytes(encoders),
                ReportText.Megabytes(crossing),
                ReportText.Megabytes(Directory.EnumerateFiles(package.Folder).Sum(file => new FileInfo(file).Length)));
        }

        return table.ToString();
    }
}
