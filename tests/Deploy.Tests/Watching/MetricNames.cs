using System.Text.RegularExpressions;
using TwinBert.TestKit;

namespace TwinBert.Deploy.Tests.Watching;

/// <summary>The instruments of docs/metrics.md under the names that Prometheus has for them, by OpenTelemetry's rules.</summary>
internal static partial class MetricNames
{
    private static readonly string Page = File.ReadAllText(RepositoryFolder.PathOf("docs", "metrics.md"));

    /// <summary>Of each instrument, the series that there can be.</summary>
    public static IReadOnlyDictionary<string, string[]> Instruments { get; } = InstrumentRow().Matches(Page)
        .ToDictionary(row => row.Groups["name"].Value, row => Of(row.Groups["name"].Value, row.Groups["unit"].Value));

    private static readonly HashSet<string> Series = [.. Instruments.Values.SelectMany(series => series)];
    private static readonly HashSet<string> Labels = [.. Attribute().Matches(Page).Select(name => Underscored(name.Groups["name"].Value))];

    /// <summary>Whether there is such a series, or a label of an attribute that the page names.</summary>
    public static bool IsKnown(string name) => Series.Contains(name) || Labels.Contains(name);

    /// <summary>The series and labels that an expression has.</summary>
    public static IReadOnlyList<string> In(string expression) => [.. Named().Matches(expression).Select(name => name.Value).Distinct()];

    // The page does not say which kind an instrument is; each kind's names are taken.
    private static string[] Of(string instrument, string unit)
    {
        var name = Underscored(instrument) + unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return [name, name + "_total", name + "_bucket", name + "_count", name + "_sum"];
    }

    private static string Underscored(string name) => name.Replace('.', '_');

    [GeneratedRegex(@"^\| `(?<name>(twinbert|dotnet)\.[a-z_.]+)` \| (?<unit>[^ |]+) \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"`(?<name>twinbert\.[a-z_.]+)`")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\b(twinbert|dotnet)_[a-z_]+\b")]
    private static partial Regex Named();
}
