using System.Buffers;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Reading;

namespace TwinBert.Fuzzing.Targets;

/// <summary>The lines of an <c>_msearch</c>. They are refused, or can be written as they came and with other searches in them.</summary>
internal static class MultiSearchTarget
{
    private static readonly ReadOnlyMemory<byte> Other = """{"size":1}"""u8.ToArray();

    public static void Run(ReadOnlyMemory<byte> input)
    {
        if (!MultiSearchRequest.TryRead(input, out var request))
        {
            return;
        }

        FuzzFindingException.Unless(Written(request, null).Span.SequenceEqual(input.Span), "Several searches changed, though none of them did.");
        var read = MultiSearchRequest.TryRead(Written(request, Other), out var changed);
        FuzzFindingException.Unless(read && changed!.Items.Count == request.Items.Count, "Several searches are of another number once each is another.");
        for (var i = 0; i < request.Items.Count; i++)
        {
            FuzzFindingException.Unless(changed!.Items[i].Header.Span.SequenceEqual(request.Items[i].Header.Span), "A header changed.");
            FuzzFindingException.Unless(changed.Items[i].Body.Span.SequenceEqual(Other.Span), "A search did not change.");
            SearchRequestReader.Read("", request.Items[i].Body, new());
        }
    }

    private static ReadOnlyMemory<byte> Written(MultiSearchRequest request, ReadOnlyMemory<byte>? body)
    {
        var output = new ArrayBufferWriter<byte>();
        request.Write(output, [.. request.Items.Select(_ => body)]);
        return output.WrittenMemory;
    }
}
