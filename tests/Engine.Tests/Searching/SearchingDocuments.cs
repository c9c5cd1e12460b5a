using System.Globalization;

namespace TwinBert.Engine.Tests.Searching;

/// <summary>A small shop whose documents are spelled in ways that a serialiser would not keep. Every seventh has no embedding.</summary>
internal static class SearchingDocuments
{
    public const int Count = 40;

    private static readonly string[] Things = ["shoe", "boot", "sock", "hat", "scarf"];
    private static readonly string[] Colours = ["red", "blue", "green", "black"];

    /// <summary>The title of a document; all have a word in common, so that one query finds all of them.</summary>
    public static string Title(int id) =>
        string.Create(CultureInfo.InvariantCulture, $"{Colours[id % 4]} {Things[id % 5]} item{string.Concat(Enumerable.Repeat(" filler", id % 9))}");

    public static bool HasEmbedding(int id) => id % 7 != 3;

    /// <summary>The source as a client writes it, without its closing brace.</summary>
    public static string OpenSource(int id) =>
        $$"""{ "title":"{{Title(id)}}" ,"price":1e{{id % 3}},"exact": 1.0,"big":123456789012345678901234567890""";

    public static string Source(int id) => OpenSource(id) + "}";
}
