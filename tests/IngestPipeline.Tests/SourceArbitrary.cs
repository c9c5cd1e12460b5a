using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace TwinBert.IngestPipeline.Tests;

/// <summary>Makes sources with every kind of value, white space anywhere, names that need escaping, and the embedding field's name at deeper levels.</summary>
public static class SourceArbitrary
{
    private static readonly Gen<string> Space = Gen.Elements("", "", "", " ", "\n", "\t ", "\r\n");
    private static readonly Gen<string> Scalar = Gen.Elements(
        "1e3",
        "-0.50",
        "12345678901234567890",
        "true",
        "null",
        "\"\"",
        "\"twinbert\"",
        "\"}\\\"{,\"",
        "\"\\u00e9 é\"");

    public static Arbitrary<Source> Sources() => Arb.From(Object(3, ["title", "a b", "é", "x.y", "\"q\""]).Select(json => new Source(json)));

    private static Gen<string> Value(int depth) => depth == 0
        ? Scalar
        : Gen.OneOf(Scalar, Object(depth - 1, ["twinbert", "title", "twinbert.model"]), Joined(Value(depth - 1), "[", "]"));

    private static Gen<string> Object(int depth, string[] names) =>
        from count in Gen.Choose(0, names.Length)
        from values in Value(depth).ListOf(count)
        from space in Space.ListOf(4)
        select space[0] + "{" + string.Join(
            "," + space[1],
            values.Select((value, i) => space[2] + JsonSerializer.Serialize(names[i]) + space[3] + ":" + value + space[1])) + space[2] + "}" + space[3];

    private static Gen<string> Joined(Gen<string> item, string open, string close) =>
        from items in item.ListOf(2)
        from space in Space
        select open + space + string.Join(space + ",", items) + close;
}
