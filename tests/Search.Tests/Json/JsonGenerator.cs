using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace TwinBert.Search.Tests.Json;

/// <summary>Random JSON texts as clients and engines spell them: any white space, any number, escapes, surrogates, brackets in strings.</summary>
internal static class JsonGenerator
{
    private static readonly string[] Numbers =
        ["0", "-0", "1.0", "1e400", "-1E-7", "123456789012345678901234567890", "0.1000", "1e3", "7", "2.50e+00", "9007199254740993"];

    private static readonly string[] Letters =
        [
            "a",
            "é",
            "😀",
            " ",
            "\\\"",
            "\\\\",
            "\\/",
            "\\n",
            "\\u00e9",
            "\\ud83d\\ude00",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "//",
            "/*",
            "twinbert",
            "_source",
            "\\u0074",
            "\\ud83d",
            "\\uDE00",
        ];

    private static readonly string[] Spaces = ["", "", "", "", " ", "\n  ", "\t", "\r\n"];

    public static Gen<string> Space => Gen.Elements(Spaces);

    public static Gen<string> String => Gen.Elements(Letters).ListOf().Select(letters => "\"" + string.Concat(letters.Take(6)) + "\"");

    public static Gen<string> Scalar => Gen.OneOf(Gen.Elements(Numbers), String, Gen.Elements("true", "false", "null"));

    public static Gen<string> Value(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency((3, Scalar), (1, Array(depth - 1)), (2, Object(depth - 1)));

    /// <summary>An object around arrays and objects of up to 100 levels, in which some names come twice.</summary>
    public static Gen<string> Deep =>
        from value in Value(2)
        from levels in Gen.Choose(1, 99)
        from layers in Gen.ArrayOf(Layer, levels)
        select "{\"deep\":" + layers.Aggregate(value, (inner, layer) => layer.Before + inner + layer.After) + "}";

    private static Gen<(string Before, string After)> Layer =>
        from space in Space
        from layer in Gen.Elements(("[", "]"), ("[1,", ",\"]\"]"), ("{\"a\":", "}"), ("{\"twice\":{},\"twice\":", "}"), ("{\"b\":[],\"\\u0062\":", ",\"}\":0}"))
        select (layer.Item1 + space, space + layer.Item2);

    /// <summary>An object whose members have names of their own, by a prefix that no reserved name has.</summary>
    public static Gen<string> Object(int depth, params (string Name, Gen<string> Value)[] known) =>
        from count in Gen.Choose(0, 4)
        from others in Gen.CollectToList(Enumerable.Range(0, count), i => Member($"\"k{i}\\u00e9\"", Value(depth)))
        from given in Gen.CollectToList(known, member => Member("\"" + member.Name + "\"", member.Value))
        from members in Gen.Shuffle(others.Concat(given).ToArray())
        from open in Space
        from close in Space
        select "{" + open + string.Join(',', members) + close + "}";

    private static Gen<string> Array(int depth) =>
        from elements in Value(depth).ListOf()
        from space in Space
        select "[" + space + string.Join("," + space, elements.Take(4)) + "]";

    private static Gen<string> Member(string name, Gen<string> value) =>
        from a in Space
        from b in Space
        from c in Space
        from d in Space
        from text in value
        select a + name + b + ":" + c + text + d;

    /// <summary>UTF-8, as it comes over the wire.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
