using System.Text;
using TwinBert.Backfill.Documents;
using Xunit;

namespace TwinBert.Backfill.Tests.Documents;

public sealed class StoredEmbeddingTests
{
    [Theory]
    [InlineData("""{"a":{"twinbert":{"embedding":[1],"model":"no"}},"twinbert":{"embedding":[1,-2],"model":"m","text_hash":"h"},"b":1}""", true, "m", "h")]
    [InlineData("""{"twinbert":{"text_hash":"h","extra":{"model":"no"},"model":"m"}}""", false, "m", "h")]
    [InlineData("""{"twin\u0062ert":{"embedding":[1],"model":"m"}}""", true, "m", null)]
    [InlineData("""{"twinbert":{"embedding":null,"model":7}}""", false, null, null)]
    [InlineData("""{"twinbert":null}""", false, null, null)]
    [InlineData("""{"twinbert":"text"}""", false, null, null)]
    [InlineData("""{"title":"none"}""", false, null, null)]
    [InlineData("[]", false, null, null)]
    [InlineData("""{"broken":""", false, null, null)]
    public void Read_Source_FindsWhatIsThere(string source, bool hasVector, string? model, string? hash)
    {
        var stored = StoredEmbedding.Read(Encoding.UTF8.GetBytes(source), "twinbert"u8);

        Assert.Equal(new StoredEmbedding(hasVector, model, hash), stored);
    }
}
