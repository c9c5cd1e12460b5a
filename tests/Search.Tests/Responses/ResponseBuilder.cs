using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TwinBert.Search.Tests.Json;

namespace TwinBert.Search.Tests.Responses;

/// <summary>A hit in two spellings: as the engine gives it to the client, and as it gives it to the widened search.</summary>
/// <param name="Plain">Before and after the score, for the client.</param>
/// <param name="Wide">The same with our fields and the embedding.</param>
internal sealed record BuiltHit((string Before, string After) Plain, (string Before, string After) Wide);

/// <summary>Builds random answers in every layout that JSON allows, together with what should become of them.</summary>
internal sealed record ResponseBuilder(string Head, string Tail, string Space, IReadOnlyList<BuiltHit> Hits)
{
    private const string Vector = "\"twinbert.embedding\":[[3,-4]]";
    private const string Model = "\"twinbert.model\":[\"m\"]";
    private const string Source = "\"twinbert\":{\"embedding\":[3,-4],\"model\":\"m\"}";

    public static Gen<ResponseBuilder> Random =>
        from other in AnyValue
        from more in AnyValue
        from space in JsonGenerator.Space
        from hits in Hit.ListOf()
        select new ResponseBuilder(
            $"{{\"took\":7,\"x\":{other},\"hits\":{{",
            $",\"total\":{{}}}},{space}\"aggregations\":{more}}}",
            space,
            hits.Take(8).ToArray());

    /// <summary>The engine's score of a hit: each half of the one before.</summary>
    public static string Score(int rank) => (16f / MathF.Pow(2, rank)).ToString("0.0#####", CultureInfo.InvariantCulture);

    public string Wide => Text(Score(0), Enumerable.Range(0, Hits.Count).Select(rank => Hits[rank].Wide.Before + Score(rank) + Hits[rank].Wide.After));

    /// <summary>What the client should get: these hits with these scores.</summary>
    public string Plain(string maxScore, IEnumerable<(int Rank, string Score)> hits) =>
        Text(maxScore, hits.Select(hit => Hits[hit.Rank].Plain.Before + hit.Score + Hits[hit.Rank].Plain.After));

    private static Gen<string> AnyValue => Gen.Frequency((4, JsonGenerator.Value(2)), (1, JsonGenerator.Deep));

    private static Gen<BuiltHit> Hit =>
        from id in JsonGenerator.String
        from source in Gen.Frequency((4, JsonGenerator.Object(2)), (1, JsonGenerator.Deep))
        from highlight in AnyValue
        from own in Gen.Elements("", "\"a\":[1.0]", "\"twinbert.\":[1] , \"b\":[\"]}\"]")
        from ourFirst in Gen.Elements(true, false)
        from hasVector in Gen.Elements(true, false)
        from space in JsonGenerator.Space
        select Build($"{{{space}\"_id\":{id},\"_score\"{space}:{space}", (own, ourFirst, hasVector), source, $",{space}\"highlight\":{highlight}{space}}}");

    private static BuiltHit Build(string before, (string Own, bool OurFirst, bool HasVector) fields, string source, string after)
    {
        var ours = fields.HasVector ? Vector + " ," + Model : Model;
        var wide = fields.Own.Length == 0 ? ours : fields.OurFirst ? ours + "," + fields.Own : fields.Own + "," + ours;
        var plain = fields.Own.Length == 0 ? "" : $",\"fields\":{{{fields.Own}}}";
        var spliced = fields.HasVector ? SplicedSource(source) : source;
        return new((before, $",\"_source\":{source}{plain}{after}"), (before, $",\"_source\":{spliced},\"fields\":{{{wide}}}{after}"));
    }

    private static string SplicedSource(string source)
    {
        var last = source[..^1].TrimEnd();
        return last == "{" ? "{" + Source + source[1..] : last + "," + Source + source[last.Length..];
    }

    private string Text(string maxScore, IEnumerable<string> hits)
    {
        var list = hits.ToArray();
        var body = list.Length > 0 ? Space + string.Join("," + Space, list) + Space : Hits.Count == 0 || Space.Length == 0 ? Space : " ";
        return $"{Head}{Space}\"max_score\":{Space}{maxScore},{Space}\"hits\":{Space}[{body}]{Tail}";
    }
}
