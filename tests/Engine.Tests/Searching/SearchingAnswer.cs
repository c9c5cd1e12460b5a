using System.Text.Json;
using TwinBert.Protocol;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>An answer, with <c>took</c> and the index's name blotted out.</summary>
internal sealed record SearchingAnswer(int Status, string Body, HttpResponseMessage Response)
{
    /// <summary>What the next page of a scroll is asked with; empty where there is none.</summary>
    public string ScrollId { get; init; } = "";

    /// <summary>The verdict; <see langword="null"/> when there is none.</summary>
    public RerankVerdict? Verdict =>
        Response.Headers.TryGetValues(TwinBertHeaders.Verdict, out var values) && RerankVerdict.TryParse(values.Single(), out var verdict) ? verdict : null;

    /// <summary>Id, score and everything but the score of each hit, to the byte.</summary>
    public IReadOnlyList<(int Id, float Score, string Others)> Hits
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return [.. document.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(Hit)];
        }
    }

    /// <summary>The answer without its hits and its best score.</summary>
    public string Frame
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            var hits = document.RootElement.GetProperty("hits");
            return Body.Replace(hits.GetProperty("hits").GetRawText(), "[]", StringComparison.Ordinal)
                .Replace("\"max_score\":" + hits.GetProperty("max_score").GetRawText(), "\"max_score\":?", StringComparison.Ordinal);
        }
    }

    private static (int Id, float Score, string Others) Hit(JsonElement hit)
    {
        var score = hit.GetProperty("_score");
        var rest = hit.GetRawText().Replace("\"_score\":" + score.GetRawText(), "\"_score\":?", StringComparison.Ordinal);
        return (int.Parse(hit.GetProperty("_id").GetString()!, System.Globalization.CultureInfo.InvariantCulture), score.GetSingle(), rest);
    }
}
