using TwinBert.Search.Embeddings;
using Xunit;

namespace TwinBert.Search.Tests.Embeddings;

public sealed class EmbeddingFieldTests
{
    [Theory]
    [InlineData("twinbert", null)]
    [InlineData("twinbert_v2", "twinbert_v2")]
    public void Mark_OfTheDefaultNameAlone_IsNone(string name, string? mark) => Assert.Equal(mark, new EmbeddingField(name).Mark);
}
