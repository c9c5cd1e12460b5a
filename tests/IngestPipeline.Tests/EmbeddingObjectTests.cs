using System.Text;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using Xunit;

namespace TwinBert.IngestPipeline.Tests;

public sealed class EmbeddingObjectTests
{
    [Fact]
    public void Write_Embedding_IsCompactJson() =>
        Assert.Equal(
            """{"embedding":[-127,0,5,127],"model":"0123456789ab","text_hash":"00ff"}""",
            Encoding.UTF8.GetString(EmbeddingObject.Write(new DocumentEmbedding(new sbyte[] { -127, 0, 5, 127 }), new ModelFingerprint("0123456789ab"), "00ff")));

    [Fact]
    public void Of_KnownText_IsTheBeginningOfItsSha256()
    {
        Assert.Equal("ba7816bf8f01cfea", TextHash.Of("abc"));
        Assert.Equal("e3b0c44298fc1c14", TextHash.Of(""));
    }
}
