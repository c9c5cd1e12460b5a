using System.Text.Json;
using TwinBert.Configuration;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Checks;

/// <summary>Looks whether each entry of <c>Indices</c> means something that is there.</summary>
internal static class EntryCheck
{
    private const string Subject = "indices";

    /// <summary>What is to be said of a configuration without entries; <see langword="null"/> for one that has some.</summary>
    public static CheckResult? WithoutEntries(TwinBertOptions options) => options.Indices.Count > 0 ? null : new(
        Subject,
        CheckStatus.Warning,
        "Indices has no entry: every request passes unchanged, and no search is reranked. Name an index there with its text fields, such as "
            + "\"Indices\": { \"products*\": { \"TextFields\": [\"title\"] } }.");

    /// <summary>Looks at one entry.</summary>
    /// <param name="calls">The cluster.</param>
    /// <param name="name">The entry's name or pattern.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<CheckResult> RunAsync(IClusterCalls calls, string name, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(
            new(HttpMethod.Get, $"/_resolve/index/{Uri.EscapeDataString(name)}?expand_wildcards=all"), cancellationToken);
        if (answer.Status != 404 && !answer.IsSuccess)
        {
            return new(Subject, CheckStatus.Unknown, $"What '{name}' matches is not known: {EngineError.Describe(answer)}.");
        }

        var names = answer.IsSuccess ? Names(answer.Body) : [];
        return names.Count > 0
            ? new(Subject, CheckStatus.Fine, $"'{name}' is {string.Join(", ", names)}.")
            : new(
                Subject,
                CheckStatus.Warning,
                $"No index, alias or data stream matches the entry '{name}' of Indices, as far as Upstream's credentials show. Correct the name, or leave it "
                    + "for an index that is still to come.");
    }

    private static List<string> Names(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return
            [
                .. json.RootElement.EnumerateObject()
                    .Where(list => list.Value.ValueKind == JsonValueKind.Array)
                    .SelectMany(list => list.Value.EnumerateArray())
                    .Select(entry => entry.GetProperty("name").GetString()!),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not an engine's answer.
            return [];
        }
    }
}
