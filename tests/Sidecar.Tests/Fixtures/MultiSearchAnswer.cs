using System.Text.Json;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>What an <c>_msearch</c> gave: its body, the answer to each search to the byte, its verdict.</summary>
internal sealed record MultiSearchAnswer(HttpResponseMessage Response, string Body, RerankVerdict Verdict)
{
    public string[] Items
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return [.. document.RootElement.GetProperty("responses").EnumerateArray().Select(item => item.GetRawText())];
        }
    }

    /// <summary>What became of each search, as the header spells it.</summary>
    public IEnumerable<string> Ends => Verdict.Items!.Select(item => item.ToString().Replace("; reason=", ":", StringComparison.Ordinal));

    public static async Task<MultiSearchAnswer> ReadAsync(HttpResponseMessage response)
    {
        var answer = await SearchAnswer.ReadAsync(response);
        return new(answer.Response, answer.Body, answer.Verdict);
    }
}
