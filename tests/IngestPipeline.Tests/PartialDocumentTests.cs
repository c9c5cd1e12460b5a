using System.Text;
using Xunit;

namespace TwinBert.IngestPipeline.Tests;

public sealed class PartialDocumentTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":3,"c":4}""", """{"a":1,"b":3,"c":4}""")]
    [InlineData("""{"a":{"x":1,"y":{"z":2}}}""", """{"a":{"y":{"w":3}}}""", """{"a":{"x":1,"y":{"z":2,"w":3}}}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":[2]}""", """{"a":[2]}""")]
    [InlineData("""{"a":[{"x":1}]}""", """{"a":{"y":2}}""", """{"a":{"y":2}}""")]
    [InlineData("""{"a":1}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":null}""", """{"a":{"x":true}}""", """{"a":{"x":true}}""")]
    [InlineData("{}", "{}", "{}")]
    public void Merge_TwoObjects_IsWhatAnEngineStores(string stored, string partial, string expected)
    {
        var merged = PartialDocument.Merge(Encoding.UTF8.GetBytes(stored), Encoding.UTF8.GetBytes(partial));

        Assert.Equal(expected, Encoding.UTF8.GetString(merged!));
    }

    [Theory]
    [InlineData("[]", "{}")]
    [InlineData("{}", "7")]
    [InlineData("{}", "{")]
    [InlineData("", "{}")]
    public void Merge_WhatIsNoObject_IsNotKnown(string stored, string partial) =>
        Assert.Null(PartialDocument.Merge(Encoding.UTF8.GetBytes(stored), Encoding.UTF8.GetBytes(partial)));
}
