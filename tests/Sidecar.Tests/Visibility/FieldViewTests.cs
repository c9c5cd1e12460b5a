using System.Text;
using TwinBert.Sidecar.Visibility;
using Xunit;

namespace TwinBert.Sidecar.Tests.Visibility;

public sealed class FieldViewTests
{
    [Theory]
    [InlineData("title", "title", null, true)]
    [InlineData("title", "other", null, false)]
    [InlineData("title", "title-a", null, false)]
    [InlineData("title", "title-a", "title-a", true)]
    [InlineData("title", "title-a", "title", false)]
    [InlineData("title", "title-a", "title-b", false)]
    [InlineData("title", "", "", true)]
    [InlineData("name", "name.en", null, false)]
    [InlineData("name", "name.en", "name.en", true)]
    [InlineData("name", "name.en", "name.en,name.de", false)]
    [InlineData("name", "name.en", "name.en,name.en.raw", true)]
    [InlineData("name", "name.en", "names", true)]
    public void Sees_ByWhatBothSee_IsTrueWhereNothingIsMissing(string path, string mine, string? other, bool expected) =>
        Assert.Equal(expected, View(mine).Sees(path, other is null ? null : View(other), isAbsentSeen: true));

    [Fact]
    public void Sees_WhatNoMappingHas_IsAsSaid() => Assert.False(View("title").Sees("gone", View("title"), isAbsentSeen: false));

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"fields\":7}")]
    [InlineData("{\"error\":1}")]
    [InlineData("no JSON")]
    public void Read_AnotherForm_IsNone(string body) => Assert.Null(FieldView.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Target_OfPathsAndIndices_IsEscaped() =>
        Assert.Equal(
            "/a%2Cb%2A/_field_caps?fields=ti%26tle,ti%26tle.*,name,name.*&include_unmapped=true&ignore_unavailable=true",
            FieldView.Target("a,b*", ["ti&tle", "name"]));

    // `title-a` is a text field that the index `a` does not have.
    private static FieldView View(string fields)
    {
        var members = fields.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('-')).Select(parts =>
            "\"" + parts[0] + "\":{\"text\":{\"type\":\"text\"}"
                + (parts.Length > 1 ? ",\"unmapped\":{\"type\":\"unmapped\",\"indices\":[\"" + parts[1] + "\"]}" : "") + "}");
        return FieldView.Read(
            Encoding.UTF8.GetBytes(
                "{\"indices\":[\"a\"],\"fields\":{" + string.Join(',', members.Prepend("\"name\":{\"object\":{\"type\":\"object\"}}")) + "}}"))!;
    }
}
