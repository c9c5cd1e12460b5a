using System.Globalization;
using TwinBert.Search.Dialects;
using TwinBert.TestKit.Engines;

namespace TwinBert.Engine.Tests.Wire;

/// <summary>Documents whose spelling a careless proxy would change.</summary>
internal static class WireDocuments
{
    public const int Count = 30;

    /// <summary>Id, source as the client wrote it, and source with an embedding; every fifth has none.</summary>
    public static IEnumerable<(string Id, string Source, string Spliced)> All(EngineFamily family)
    {
        for (var i = 0; i < Count; i++)
        {
            var words = string.Concat(Enumerable.Repeat("shoe ", 1 + (i % 7))) + string.Concat(Enumerable.Repeat("leather ", i % 5));
            var source = (i % 4) switch
            {
                0 => $$$$"""{"title":"red {{{{words}}}}" , "n":1e3,"color":"red","parts":[{"name":"sole {{{{i}}}}","twinbert":{"a":[1.0]}}],"big":123456789012345678901234567890 }""",
                1 => $$$$"""{ "title" : "blue {{{{words}}}}\u00e9\ud83d\ude00","n": 1.0, "color":"blue", "sub":{"twinbert":{"embedding":[1.50]}} }""",
                2 => $$$$"""{"title":"{{{{words}}}}é","done":"shoe {{{{i}}}}","color":"green","esc":"a\/b\"}{\\"}""",
                _ => $$$$"""{"title":"red blue {{{{words}}}}","n":-0.0}""",
            };
            yield return (i.ToString(CultureInfo.InvariantCulture), source, i % 5 == 4 ? source : Splice(source, i, family));
        }

        yield return ("empty", "{}", Object("{", "}", new(1, family, "")));
        yield return ("white", "{ }", Object("{", " }", new(2, family, "")));
    }

    private static string Splice(string source, int seed, EngineFamily family)
    {
        var end = source.TrimEnd('}').TrimEnd().Length;
        // A source that ends in a nested object has more than one closing brace: only the last is the document's.
        end = Math.Max(end, source.LastIndexOf('}', source.Length - 2) + 1);
        return Object(source[..end], source[end..], new(seed, family, ","));
    }

    /// <summary>The components of a document's vector.</summary>
    public static sbyte[] Vector(int seed) => [(sbyte)seed, (sbyte)-seed, 127, -127];

    private static string Object(string before, string after, Embedding embedding) =>
        $$"""{{before}}{{embedding.Comma}}"twinbert":{"embedding":{{StoredVector.Json(embedding.Family, Vector(embedding.Seed))}},"model":"{{WireIndex.Model}}","text_hash":"h{{embedding.Seed}}"}{{after}}""";

    private readonly record struct Embedding(int Seed, EngineFamily Family, string Comma);
}
