using System.Text;
using TwinBert.IngestPipeline;
using TwinBert.Search.Embeddings;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Sidecar.Tests.Ingest;

/// <summary>What a text's embedding looks like in a source.</summary>
internal static class Embedded
{
    /// <summary>The member: <c>"twinbert":{…}</c>.</summary>
    public static string Member(string text, VectorSpelling spelling = VectorSpelling.Numbers)
    {
        var encoder = new HashEncoder(ScriptedIndex.Dimensions);
        return "\"twinbert\":" + Encoding.UTF8.GetString(
            EmbeddingObject.Write(spelling, encoder.Quantize(text), encoder.Fingerprint, TextHash.Of(text)));
    }

    /// <summary>A source with the embedding of a text after its last value.</summary>
    public static string In(string source, string text, VectorSpelling spelling = VectorSpelling.Numbers) => source[..^1] + "," + Member(text, spelling) + "}";
}
