using System.Text;
using System.Text.Json;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;
using Xunit;

namespace TwinBert.Search.Tests.Embeddings;

public sealed class EmbeddingMappingCheckTests
{
    private static readonly EmbeddingField Field = new("twinbert");

    [Theory]
    [InlineData(EngineFamily.Elasticsearch)]
    [InlineData(EngineFamily.OpenSearch)]
    public void Compare_OwnMapping_Fits(EngineFamily family)
    {
        using var mapping = JsonDocument.Parse(Encoding.UTF8.GetString(EmbeddingMapping.PutBody(family, Field, 128)));

        var state = EmbeddingMappingCheck.Compare(mapping.RootElement, family, Field, 128);

        Assert.True(state.Fits);
    }

    [Theory]
    [InlineData("""{"type":"knn_vector","dimension":128,"data_type":"byte"}""", "knn_vector")]
    [InlineData("""{"type":"binary"}""", "binary without doc values")]
    public void Compare_OtherVectorInOpenSearch_SaysFoundAndExpected(string vector, string found)
    {
        using var mapping = JsonDocument.Parse("""{"properties":{"twinbert":{"properties":{"embedding":V}}}}""".Replace("V", vector, StringComparison.Ordinal));

        var state = EmbeddingMappingCheck.Compare(mapping.RootElement, EngineFamily.OpenSearch, Field, 128);

        Assert.Equal($"'twinbert.embedding' is {found}, expected binary with doc values", state.Misfit?.ToString());
    }

    [Theory]
    [InlineData("""{"properties":{"embedding":{"type":"long"},"model":{"type":"text"},"text_hash":{"type":"text"}}}""", EmbeddingMisfitCause.Guessed)]
    [InlineData("""{"properties":{"embedding":{"type":"float"},"model":{"type":"keyword"}}}""", EmbeddingMisfitCause.Guessed)]
    [InlineData("""{"properties":{"embedding":{"type":"dense_vector","dims":128,"element_type":"byte"},"model":{"type":"text"}}}""", EmbeddingMisfitCause.Guessed)]
    [InlineData("""{"properties":{"embedding":{"type":"dense_vector","dims":64,"element_type":"byte"},"model":{"type":"keyword"}}}""", EmbeddingMisfitCause.OtherModel)]
    [InlineData("""{"properties":{"embedding":{"type":"binary","doc_values":true},"model":{"type":"keyword"}}}""", EmbeddingMisfitCause.OtherModel)]
    [InlineData("""{"properties":{"embedding":{"type":"long"},"colour":{"type":"text"}}}""", EmbeddingMisfitCause.Foreign)]
    [InlineData("""{"type":"keyword"}""", EmbeddingMisfitCause.Foreign)]
    public void Compare_OtherField_SaysHowItCameAbout(string field, EmbeddingMisfitCause cause)
    {
        var misfit = Compare($$$"""{"properties":{"twinbert":{{{field}}}}}""").Misfit!;

        Assert.Equal(cause, misfit.Cause);
        Assert.Equal(cause != EmbeddingMisfitCause.Foreign, misfit.Remedy("products").Contains("twinbert repair products", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"properties":{"twinbert":{"properties":{"model":{"type":"keyword"}}}}}""")]
    [InlineData("""{"properties":{"twinbert":{"properties":{"embedding":{"type":"dense_vector","dims":128,"element_type":"byte"}}}}}""")]
    [InlineData("""{"properties":{"title":{"type":"text"}}}""")]
    public void Compare_WithoutAllOfTheField_IsToBeCompleted(string mapping)
    {
        var state = Compare(mapping);

        Assert.False(state.IsPresent);
        Assert.False(state.Fits);
        Assert.Null(state.Misfit);
    }

    [Theory]
    [InlineData("""{"type":"keyword"}""", "'twinbert' is of type 'keyword', expected an object")]
    [InlineData("""{"enabled":false}""", "'twinbert' is an object with 'enabled: false', expected an enabled object")]
    [InlineData("""{"properties":{"embedding":{"type":"dense_vector","dims":64,"element_type":"byte"}}}""", "'twinbert.embedding' is dense_vector of 64 "
        + "byte, expected dense_vector of 128 byte")]
    [InlineData("""{"properties":{"embedding":{"type":"dense_vector","dims":128}}}""", "'twinbert.embedding' is dense_vector of 128 float, expected "
        + "dense_vector of 128 byte")]
    [InlineData("""{"properties":{"embedding":{"type":"long"}}}""", "'twinbert.embedding' is long, expected dense_vector of 128 byte")]
    [InlineData("""{"properties":{"embedding":{"type":"dense_vector","dims":128,"element_type":"byte"},"model":{"type":"text"}}}""", "'twinbert.model' is "
        + "type 'text', index 'true', expected an indexed keyword")]
    public void Compare_OtherField_SaysFoundAndExpected(string field, string expected)
    {
        var state = Compare($$$"""{"properties":{"twinbert":{{{field}}}}}""");

        Assert.True(state.IsPresent);
        Assert.Equal(expected, state.Misfit?.ToString());
    }

    private static EmbeddingMappingState Compare(string mapping)
    {
        using var json = JsonDocument.Parse(mapping);
        return EmbeddingMappingCheck.Compare(json.RootElement, EngineFamily.Elasticsearch, Field, 128);
    }
}
