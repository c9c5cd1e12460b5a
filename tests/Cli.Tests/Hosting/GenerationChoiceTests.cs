using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

public sealed class GenerationChoiceTests
{
    private static readonly IndexOptions Index = new() { TextFields = ["title"], Next = new() { Model = "new", EmbeddingField = "v2" } };

    [Theory]
    [InlineData(null, null, "twinbert", "old")]
    [InlineData("twinbert", null, "twinbert", "old")]
    [InlineData("v2", null, "v2", "new")]
    [InlineData(null, "new", "v2", "new")]
    [InlineData("v2", "newer", "v2", "newer")]
    [InlineData("v3", "newer", "v3", "newer")]
    public void Of_ObjectOrModel_IsWhatTheyBelongTo(string? field, string? model, string expectedField, string expectedModel)
    {
        var chosen = new GenerationChoice(field, model).Of(Index, NameOf);

        Assert.Equal((expectedField, expectedModel), (chosen.EmbeddingField, NameOf(chosen)));
    }

    [Theory]
    [InlineData("v3", null, "--model")]
    [InlineData(null, "newer", "--embedding-field")]
    [InlineData("title", "new", "text field")]
    [InlineData("a.b", "new", "full stop")]
    public void Of_WhatNothingBelongsTo_NamesTheRemedy(string? field, string? model, string expected) => Assert.Contains(
        expected, Assert.Throws<UnusableInputException>(() => new GenerationChoice(field, model).Of(Index, NameOf)).Message, StringComparison.Ordinal);

    private static string NameOf(IndexOptions index) => index.Model ?? "old";
}
