namespace TwinBert.Compatibility.Tests.Running;

/// <summary>Holds what came through a sidecar against what the engine itself answers: status, reason, headers and body.</summary>
/// <param name="directNames">What the names in braces stood for in the direct run.</param>
/// <param name="throughNames">The same of the other run.</param>
/// <param name="isHeld">Whether the sidecar may hold answers back, which then have a length where the engine's come in chunks.</param>
public sealed class AnswerComparison(IReadOnlyDictionary<string, string> directNames, IReadOnlyDictionary<string, string> throughNames, bool isHeld)
{
    // The connection's own, the clock's, and what the sidecar says of itself. The length is that of the body, which is compared.
    private static readonly HashSet<string> NotCompared =
    [
        "connection",
        "keep-alive",
        "transfer-encoding",
        "trailer",
        "upgrade",
        "proxy-connection",
        "date",
        "content-length",
    ];

    /// <summary>What an application could see; empty when nothing.</summary>
    public IEnumerable<string> Differences(ScenarioAnswer direct, ScenarioAnswer through)
    {
        foreach (var difference in DifferencesOfHead(direct, through))
        {
            yield return difference;
        }

        var (expected, actual) = (VolatileParts.Blot(direct.Text, directNames), VolatileParts.Blot(through.Text, throughNames));
        if (expected != actual)
        {
            yield return $"the body should be{Environment.NewLine}{expected}{Environment.NewLine}but is{Environment.NewLine}{actual}";
        }
    }

    /// <summary>The same, of an answer whose hits were put in another order.</summary>
    public IEnumerable<string> DifferencesButOrder(ScenarioAnswer direct, ScenarioAnswer through)
    {
        foreach (var difference in DifferencesOfHead(direct, through))
        {
            yield return difference;
        }

        var (expected, actual) = (
            HitPage.ReadAll(VolatileParts.Blot(direct.Text, directNames)),
            HitPage.ReadAll(VolatileParts.Blot(through.Text, throughNames)));
        if (expected.Count != actual.Count)
        {
            yield return $"there should be {expected.Count - 1} answers but are {actual.Count - 1}";
        }

        foreach (var difference in expected.Zip(actual).SelectMany(pair => pair.Second.DifferencesFrom(pair.First)))
        {
            yield return difference;
        }
    }

    /// <summary>Differences beside the body.</summary>
    public IEnumerable<string> DifferencesOfHead(ScenarioAnswer direct, ScenarioAnswer through)
    {
        if (direct.Status != through.Status || direct.Reason != through.Reason)
        {
            yield return $"the status should be {direct.Status} {direct.Reason} but is {through.Status} {through.Reason}: {through.Text}";
        }

        var (expected, actual) = (Lines(direct, directNames), Lines(through, throughNames));
        if (!expected.SequenceEqual(actual))
        {
            yield return $"the headers should be {string.Join(", ", expected)} but are {string.Join(", ", actual)}";
        }

        if (!isHeld && direct.Header("content-length") is null != through.Header("content-length") is null)
        {
            yield return $"the length should be '{direct.Header("content-length")}' but is '{through.Header("content-length")}'";
        }
    }

    private static string[] Lines(ScenarioAnswer answer, IReadOnlyDictionary<string, string> names) =>
    [
        .. answer.Headers
            .Where(header => !NotCompared.Contains(header.Name) && !header.Name.StartsWith("x-twinbert", StringComparison.Ordinal))
            .Select(header => VolatileParts.Blot($"{header.Name}: {header.Value}", names))
            .Order(StringComparer.Ordinal),
    ];
}
