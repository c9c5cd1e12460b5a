using System.Text;
using TwinBert.Fuzzing.Oracles;
using Xunit;

namespace TwinBert.Fuzzing.Tests;

/// <summary>What tells a wrong outcome from a right one must itself tell them apart.</summary>
public sealed class OracleTests
{
    [Theory]
    [InlineData("""{"a":1,"twinbert":{"model":"m"}}""", """{"a":1}""", true)]
    [InlineData("""{"fields":{"twinbert.model":["m"]}}""", "{}", true)]
    [InlineData("""{"fields":{"twinbert.model":["m"],"b":[1]}}""", """{"fields":{"b":[1]}}""", true)]
    [InlineData("""{"\u0061":"\u00e9"}""", """{"a":"é"}""", true)]
    [InlineData("""{"a":1,"twinbert":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":1.0}""", """{"a":1}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"twinberts":1}""", "{}", false)]
    public void AreSame_WithoutTheEmbedding_TellsWhetherAnythingElseChanged(string one, string other, bool expected) =>
        Assert.Equal(expected, PlainJson.AreSame(EmbeddingFree.Of(Read(one)), EmbeddingFree.Of(Read(other))));

    [Theory]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud83d"}""")]
    [InlineData("""{"a":1}//""")]
    public void Read_WhatIsNoPlainJson_IsNothing(string text) => Assert.Null(Read(text));

    [Fact]
    public void Unless_WhatDoesNotHold_Throws()
    {
        FuzzFindingException.Unless(true, "nothing");
        Assert.Equal("something", Assert.Throws<FuzzFindingException>(() => FuzzFindingException.Unless(false, "something")).Message);
    }

    private static System.Text.Json.Nodes.JsonNode? Read(string text) => PlainJson.Read(Encoding.UTF8.GetBytes(text));
}
