using System.Text;
using TwinBert.Backfill.Verifying;
using Xunit;

namespace TwinBert.Backfill.Tests.Verifying;

public sealed class StoredVectorTests
{
    [Theory]
    [InlineData("[1,-2,127,-128]")]
    [InlineData("\"Af5/gA==\"")]
    [InlineData("\"01fe7f80\"")]
    [InlineData("\"01FE7F80\"")]
    public void Read_EachSpellingThatEnginesTake_GivesTheSameComponents(string spelled) => Assert.Equal([1, -2, 127, -128], Read(spelled)!);

    [Theory]
    [InlineData("\"01fe7f8!\"")]
    [InlineData("\"no\"")]
    [InlineData("[1,-2,127,-129]")]
    [InlineData("{}")]
    public void Read_WhatIsNoVector_IsNone(string spelled) => Assert.Null(Read(spelled));

    private static sbyte[]? Read(string spelled) =>
        StoredVector.Read(Encoding.UTF8.GetBytes($$"""{"title":"a","twinbert":{"model":"m","embedding":{{spelled}}} }"""), "twinbert"u8, dimensions: 4);
}
