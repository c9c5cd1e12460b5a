using System.Buffers;
using TwinBert.Fuzzing.Oracles;
using TwinBert.Search.Cutting;

namespace TwinBert.Fuzzing.Targets;

/// <summary>An answer that holds documents. Nothing but the embedding is cut out of it.</summary>
internal static class DocumentReadTarget
{
    private static readonly EmbeddingCutter Cutter = new([new("twinbert")]);

    public static void Run(ReadOnlyMemory<byte> input)
    {
        foreach (var kind in Enum.GetValues<DocumentReadKind>())
        {
            Check(kind, input);
        }
    }

    private static void Check(DocumentReadKind kind, ReadOnlyMemory<byte> input)
    {
        var output = new ArrayBufferWriter<byte>();
        if (!Cutter.TryCut(kind, input.Span, output))
        {
            FuzzFindingException.Unless(output.WrittenCount == 0, "Something was written of an answer that stays as it is.");
            return;
        }

        FuzzFindingException.Unless(output.WrittenCount < input.Length, "An answer is not shorter without its embedding.");
        if (PlainJson.Read(input) is { } before)
        {
            var after = PlainJson.Read(output.WrittenMemory);
            FuzzFindingException.Unless(after is not null, "An answer is no JSON without its embedding.");
            FuzzFindingException.Unless(PlainJson.AreSame(EmbeddingFree.Of(before), EmbeddingFree.Of(after)), "More than the embedding was cut out.");
        }
    }
}
