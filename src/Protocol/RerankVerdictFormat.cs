using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace TwinBert.Protocol;

/// <summary>The text form of a <see cref="RerankVerdict"/>: a status, then <c>name=value</c> pairs, separated by semicolons.</summary>
internal static class RerankVerdictFormat
{
    public static string Write(RerankVerdict verdict)
    {
        var text = new StringBuilder(verdict.Status switch
        {
            RerankStatus.Reranked => "reranked",
            RerankStatus.Skipped => "skipped",
            _ => "failed",
        });
        Append(text, "reason", verdict.Reason);
        Append(text, "window", Number(verdict.Window));
        Append(text, "scored", Number(verdict.Scored));
        Append(text, "missing", Number(verdict.Missing));
        Append(text, "moved", Number(verdict.Moved));
        Append(text, "top1", verdict.TopChanged switch { true => "changed", false => "same", null => null });
        Append(text, "ms", verdict.Milliseconds?.ToString("0.0", CultureInfo.InvariantCulture));
        Append(text, "model", verdict.Model);
        return text.ToString();
    }

    public static bool TryRead(string? text, [NotNullWhen(true)] out RerankVerdict? verdict)
    {
        verdict = null;
        var parts = text?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (parts.Length == 0 || StatusOf(parts[0]) is not { } status)
        {
            return false;
        }

        verdict = parts.Skip(1).Aggregate(new RerankVerdict { Status = status }, With);
        return true;
    }

    private static RerankStatus? StatusOf(string word) => word switch
    {
        "reranked" => RerankStatus.Reranked,
        "skipped" => RerankStatus.Skipped,
        "failed" => RerankStatus.Failed,
        _ => null,
    };

    private static RerankVerdict With(RerankVerdict verdict, string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        var value = equals < 0 ? "" : pair[(equals + 1)..].Trim();
        return (equals < 0 ? "" : pair[..equals].Trim()) switch
        {
            "reason" => verdict with { Reason = value },
            "window" => verdict with { Window = Integer(value) },
            "scored" => verdict with { Scored = Integer(value) },
            "missing" => verdict with { Missing = Integer(value) },
            "moved" => verdict with { Moved = Integer(value) },
            "top1" => verdict with { TopChanged = value == "changed" },
            "ms" => verdict with { Milliseconds = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) ? ms : null },
            "model" => verdict with { Model = value },
            _ => verdict,
        };
    }

    private static void Append(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append("; ").Append(name).Append('=').Append(value);
        }
    }

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static int? Integer(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
