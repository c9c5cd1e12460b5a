using System.Globalization;

namespace TwinBert.Training.Reports;

/// <summary>Numbers and names as the report has them.</summary>
internal static class ReportText
{
    /// <summary>A metric.</summary>
    public static string Metric(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A probability; those that 10,000 draws cannot tell apart are one.</summary>
    public static string Probability(double? value) => value switch
    {
        null => "",
        < 0.0002 => "< .0002",
        _ => value.Value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>A difference, with its sign.</summary>
    public static string Difference(double value) => value.ToString("+0.0000;−0.0000;0.0000", CultureInfo.InvariantCulture);

    /// <summary>A number with as many decimals as it needs.</summary>
    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.00} h"),
    };

    /// <summary>Millions of bytes.</summary>
    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.00}");

    /// <summary>Something as code; a dash where there is nothing.</summary>
    public static string Code(string? text) => string.IsNullOrWhiteSpace(text) ? "–" : $"`{text.Trim()}`";

    /// <summary>A name that can stand in a file's name.</summary>
    public static string FileName(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
}
