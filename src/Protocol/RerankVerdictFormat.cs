using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace TwinBert.Protocol;

/// <summary>
/// The text form of a <see cref="RerankVerdict"/>: a status, then <c>name=value</c> pairs, separated by semicolons. The ends of several searches
/// are a list of <c>status</c> or <c>status:reason</c>, separated by commas.
/// </summary>
internal static class RerankVerdictFormat
{
    public static string Write(RerankVerdict verdict)
    {
        var text = new StringBuilder(verdict.Status.Name);
        Append(text, "reason", verdict.Reason?.Name);
        Append(text, "stage", verdict.Stage);
        Append(text, "party", verdict.Party);
        Append(text, "items", verdict.Items is { } items ? string.Join(",", items.Select(Item)) : null);
        Append(text, "window", Number(verdict.Window));
        Append(text, "scored", Number(verdict.Scored));
        Append(text, "missing", Number(verdict.Missing));
        Append(text, "moved", Number(verdict.Moved));
        Append(text, "top1", verdict.TopChanged switch { true => "changed", false => "same", null => null });
        Append(text, "plan", verdict.Plan);
        Append(text, "ms", verdict.Milliseconds?.ToString("0.0", CultureInfo.InvariantCulture));
        Append(text, "model", verdict.Model);
        return text.ToString();
    }

    public static bool TryRead(string? text, [NotNullWhen(true)] out RerankVerdict? verdict)
    {
        verdict = null;
        var parts = (text ?? "").Split(';').Select(part => part.Trim()).Where(part => part.Length > 0).ToArray();
        if (parts.Length == 0 || StatusOf(parts[0]) is not { } status)
        {
            return false;
        }

        verdict = parts.Skip(1).Aggregate(new RerankVerdict { Status = status }, With);
        return true;
    }

    private static string Item(RerankVerdict verdict) => verdict.Reason is { } reason ? $"{verdict.Status}:{reason}" : verdict.Status.Name;

    /// <summary>Reads the ends of several searches; all of them or none, so that each keeps its place.</summary>
    private static RerankVerdict[]? Items(string list)
    {
        var texts = list.Split(',');
        var items = texts.Select(text => Item(text.Trim())).OfType<RerankVerdict>().ToArray();
        return items.Length == texts.Length ? items : null;
    }

    private static RerankVerdict? Item(string text)
    {
        var parts = text.Split([':'], 2);
        return StatusOf(parts[0]) is { } status ? new() { Status = status, Reason = parts.Length == 2 ? new RerankReason(parts[1]) : null } : null;
    }

    // Any word may come of a newer sidecar, but for the one that asks it to do nothing; a sentence is something else.
    private static RerankStatus? StatusOf(string word) =>
        word is not ("" or TwinBertHeaders.Off) && word.All(letter => letter is (>= 'a' and <= 'z') or '_' or '-') ? new RerankStatus(word) : null;

    private static RerankVerdict With(RerankVerdict verdict, string pair)
    {
        var parts = pair.Split(['='], 2);
        var value = parts.Length == 2 ? parts[1].Trim() : "";
        return (parts.Length == 2 ? parts[0].Trim() : "") switch
        {
            "reason" => verdict with { Reason = value.Length == 0 ? null : new RerankReason(value) },
            "stage" => verdict with { Stage = value },
            "party" => verdict with { Party = value },
            "items" => verdict with { Items = Items(value) },
            "plan" => verdict with { Plan = value },
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
