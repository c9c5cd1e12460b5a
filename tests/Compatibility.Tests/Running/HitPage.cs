using System.Globalization;
using System.Text.Json;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>The answer to a search, taken apart into hits and what is around them, each as the text that it came in.</summary>
/// <param name="Frame">The answer without its hits and <c>max_score</c>.</param>
/// <param name="MaxScore">The best score; <see langword="null"/> where the answer has none.</param>
/// <param name="Hits">Name, score and everything but the score of each hit.</param>
internal sealed record HitPage(string Frame, double? MaxScore, IReadOnlyList<(string Name, double? Score, string Others)> Hits)
{
    public static HitPage Read(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("hits", out var hits) || !hits.TryGetProperty("hits", out var list))
        {
            return new(answer, null, []);
        }

        // The text between two hits belongs to the layout, which the frame keeps as it is around an empty list.
        var start = answer.IndexOf(list.GetRawText(), StringComparison.Ordinal);
        var frame = answer[..start] + "[]" + answer[(start + list.GetRawText().Length)..];
        var best = hits.TryGetProperty("max_score", out var score) ? Number(score) : null;
        return new(best is null ? frame : Without(frame, "max_score", score.GetRawText()), best, [.. list.EnumerateArray().Select(Hit)]);
    }

    /// <summary>The answer to each search of an <c>_msearch</c>, or to the only one.</summary>
    public static IReadOnlyList<HitPage> ReadAll(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("responses", out var list))
        {
            return [Read(answer)];
        }

        var outer = answer.Replace(list.GetRawText(), "[]", StringComparison.Ordinal);
        return [Read(outer), .. list.EnumerateArray().Select(item => Read(item.GetRawText()))];
    }

    /// <summary>What is different beside the order of hits and their scores. Hits of another page of the same search may come and go.</summary>
    public IEnumerable<string> DifferencesFrom(HitPage engine)
    {
        if (engine.Frame != Frame)
        {
            yield return $"around the hits there should be{Environment.NewLine}{engine.Frame}{Environment.NewLine}but is{Environment.NewLine}{Frame}";
        }

        if (engine.Hits.Count != Hits.Count)
        {
            yield return $"there should be {engine.Hits.Count} hits but are {Hits.Count}";
        }

        foreach (var (expected, actual) in engine.Hits
            .Join(Hits, hit => hit.Name, hit => hit.Name, (e, a) => (e.Others, a.Others))
            .Where(pair => pair.Item1 != pair.Item2))
        {
            yield return $"a hit should be{Environment.NewLine}{expected}{Environment.NewLine}but is{Environment.NewLine}{actual}";
        }

        if (Hits.Zip(Hits.Skip(1)).Any(pair => pair.First.Score < pair.Second.Score) || Hits.Any(hit => hit.Score > MaxScore))
        {
            yield return $"hits should come by falling scores, none above {MaxScore}, but have {string.Join(", ", Hits.Select(hit => hit.Score))}";
        }
    }

    private static (string Name, double? Score, string Others) Hit(JsonElement hit)
    {
        var text = hit.GetRawText();
        var score = hit.TryGetProperty("_score", out var value) ? Number(value) : null;
        var others = score is null ? text : Without(text, "_score", value.GetRawText());
        if (score is not null && hit.TryGetProperty("sort", out var sort) && sort[0].ValueKind == JsonValueKind.Number && sort[0].GetDouble() == score)
        {
            others = others.Replace(sort.GetRawText(), "[?" + sort.GetRawText()[(1 + sort[0].GetRawText().Length)..], StringComparison.Ordinal);
        }


        // A filter may leave a hit without its name: then its text is all there is to know it by.
        var place = hit.TryGetProperty("_index", out var index) ? index.GetString() : "";
        return (hit.TryGetProperty("_id", out var id) ? $"{place}/{id}" : others, score, others);
    }

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    // The first one: those of inner hits and aggregations come later and stay.
    private static string Without(string text, string name, string number)
    {
        foreach (var colon in new[] { ":", " : ", ": " })
        {
            var member = string.Create(CultureInfo.InvariantCulture, $"\"{name}\"{colon}{number}");
            var start = text.IndexOf(member, StringComparison.Ordinal);
            if (start >= 0)
            {
                return text[..start] + $"\"{name}\"{colon}?" + text[(start + member.Length)..];
            }
        }

        return text;
    }
}
