using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>An index in the scripted upstream: it answers every search with its documents in the order given, and honours size, from and the vector.</summary>
public sealed partial class ScriptedIndex(ScriptedUpstream upstream)
{
    private readonly HashEncoder _encoder = new();

    /// <summary>Titles, best first.</summary>
    public required IReadOnlyList<string> Titles { get; init; }

    /// <summary>Places of documents that have no vector.</summary>
    public IReadOnlySet<int> WithoutVector { get; init; } = new HashSet<int>();

    public async Task AnswerAsync(HttpContext context)
    {
        var seen = upstream.Last;
        await seen.KeepBodyAsync(context);
        await ScriptedUpstream.Json(Page(seen.Text))(context);
    }

    /// <summary>The answer to a search, in an engine's spelling.</summary>
    public string Page(string body)
    {
        var size = Number(SizePattern(), body, 10);
        var from = Number(FromPattern(), body, 0);
        var withVectors = body.Contains("docvalue_fields", StringComparison.Ordinal);
        var hits = Titles.Select((_, rank) => Hit(rank, withVectors)).Skip(from).Take(size);
        return $$$$"""{"took" : 3,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":{{{{Titles.Count}}}},"relation":"eq"},"max_score":{{{{Score(0)}}}},"hits":[{{{{string.Join(',', hits)}}}}]},"aggregations":{"a":{"value":1.0e1}}}""";
    }

    /// <summary>The source of a document, with numbers and white space that no serialiser would write.</summary>
    public string Source(int rank, bool withEmbedding) =>
        $$"""{ "title":{{JsonSerializer.Serialize(Titles[rank])}},"price" : 1e3{{(withEmbedding && !WithoutVector.Contains(rank) ? ",\"twinbert\":" + Embedding(rank) : "")}}}""";

    private string Hit(int rank, bool withVectors)
    {
        var fields = withVectors && !WithoutVector.Contains(rank)
            ? $$""","fields":{"twinbert.embedding":[[{{Vector(rank)}}]],"twinbert.model":["{{HashEncoder.TestFingerprint.Value}}"]}"""
            : "";
        return $$"""{"_index":"products","_id":"{{rank}}","_score":{{Score(rank)}},"_source":{{Source(rank, withEmbedding: true)}}{{fields}}}""";
    }

    private string Embedding(int rank) => $$"""{"embedding":[{{Vector(rank)}}],"model":"{{HashEncoder.TestFingerprint.Value}}","text_hash":"h"}""";

    private string Vector(int rank) => string.Join(',', _encoder.Quantize(Titles[rank]).Values.ToArray());

    private static string Score(int rank) => (2.0 - (rank * 0.01)).ToString(CultureInfo.InvariantCulture);

    private static int Number(Regex pattern, string body, int fallback) =>
        pattern.Match(body) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : fallback;

    [GeneratedRegex("\"size\"\\s*:\\s*(\\d+)")]
    private static partial Regex SizePattern();

    [GeneratedRegex("\"from\"\\s*:\\s*(\\d+)")]
    private static partial Regex FromPattern();
}
