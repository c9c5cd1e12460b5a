using System.Globalization;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Queries;

/// <summary>The engines' language for how many optional clauses must match: <c>2</c>, <c>-1</c>, <c>75%</c>, <c>-25%</c>, <c>3&lt;90%</c>.</summary>
internal static class MinimumShouldMatch
{
    /// <summary>The number of clauses that must match out of so many.</summary>
    public static int Of(string specification, int clauses)
    {
        var spec = specification.Trim();
        if (!spec.Contains('<', StringComparison.Ordinal))
        {
            return Math.Clamp(Simple(spec, clauses), 0, int.MaxValue);
        }

        var result = clauses;
        foreach (var condition in spec.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = condition.Split('<', 2);
            if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var upTo))
            {
                throw Bad(specification);
            }

            if (clauses <= upTo)
            {
                return result;
            }

            result = Math.Max(0, Simple(parts[1], clauses));
        }

        return result;
    }

    private static int Simple(string spec, int clauses)
    {
        var isPercent = spec.EndsWith('%');
        if (!int.TryParse(isPercent ? spec[..^1] : spec, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw Bad(spec);
        }

        var count = isPercent ? (int)(clauses * number / 100f) : number;
        return count < 0 ? clauses + count : count;
    }

    private static EngineException Bad(string spec) => new(400, "number_format_exception", $"For input string: \"{spec}\"");
}
