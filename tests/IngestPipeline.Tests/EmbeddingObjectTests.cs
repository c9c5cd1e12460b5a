using System.Text;
using TwinBert.Model.Encoding;
using TwinBert.Search.Embeddings;
using Xunit;

namespace TwinBert.IngestPipeline.Tests;

public sealed class EmbeddingObjectTests
{
    [Theory]
    [InlineData(VectorSpelling.Numbers, "[-127,0,5,127]")]
    [InlineData(VectorSpelling.Hexadecimal, "\"8100057f\"")]
    [InlineData(VectorSpelling.Base64, "\"gQAFfw==\"")]
    public void Write_Embedding_IsCompactJson(VectorSpelling spelling, string vector) =>
        Assert.Equal(
            $$"""{"embedding":{{vector}},"model":"0123456789ab","text_hash":"00ff"}""",
            Encoding.UTF8.GetString(
                EmbeddingObject.Write(spelling, new DocumentEmbedding(new sbyte[] { -127, 0, 5, 127 }), new ModelFingerprint("0123456789ab"), "00ff")));

    [Fact]
    public void Of_KnownText_IsTheBeginningOfItsSha256()
    {
        Assert.Equal("ba7816bf8f01cfea", TextHash.Of("abc"));
        Assert.Equal("e3b0c44298fc1c14", TextHash.Of(""));
    }
}
