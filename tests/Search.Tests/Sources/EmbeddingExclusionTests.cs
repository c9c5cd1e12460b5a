using System.Text;
using TwinBert.Search.Cutting;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Sources;
using Xunit;

namespace TwinBert.Search.Tests.Sources;

public sealed class EmbeddingExclusionTests
{
    private static readonly EmbeddingField Field = new("twinbert");

    [Theory]
    [InlineData("", "_source_excludes=twinbert")]
    [InlineData("?format=yaml", "?format=yaml&_source_excludes=twinbert")]
    [InlineData("?_source=false&format=yaml", "?_source=false&format=yaml")]
    [InlineData("?_source=true", "?_source=true&_source_excludes=twinbert")]
    [InlineData("?_source=a,t*", "?_source=a,t*&_source_excludes=twinbert")]
    [InlineData("?_source_includes=t*", "?_source_includes=t*&_source_excludes=twinbert")]
    [InlineData("?_source_excludes=a%2Cb&format=yaml", "?_source_excludes=a%2Cb,twinbert&format=yaml")]
    [InlineData("_source_excludes=", "_source_excludes=twinbert")]
    [InlineData("?stored_fields=a", "?stored_fields=a")]
    [InlineData("?_source=a&_source=b", "?_source=a&_source=b")]
    public void InUrl_ReadById_LeavesTheObjectOutAndNothingElse(string queryString, string wanted) =>
        Assert.Equal(wanted, EmbeddingExclusion.InUrl(DocumentReadKind.Document, queryString, default, isJson: true, [Field]));

    [Theory]
    [InlineData("", "{'query':{}}", "_source_excludes=twinbert")]
    [InlineData("", "{'_source':true}", "_source_excludes=twinbert")]
    [InlineData("", "{'_source':false}", "")]
    [InlineData("", "{'_source':'t*'}", "_source_includes=t%2A&_source_excludes=twinbert")]
    [InlineData("", "{'_source':['a b','c']}", "_source_includes=a%20b,c&_source_excludes=twinbert")]
    [InlineData("", "{'_source':[]}", "_source_excludes=twinbert")]
    [InlineData("", "{'_source':{'includes':['a'],'excludes':'b'}}", "_source_includes=a&_source_excludes=b,twinbert")]
    [InlineData("", "{'_source':{'exclude':['b','c']}}", "_source_excludes=b,c,twinbert")]
    [InlineData("", "{'_source':{'exclude_vectors':false}}", "")]
    [InlineData("", "{'_source':['a,b']}", "")]
    [InlineData("", "{'_source':[1]}", "")]
    [InlineData("", "{'_source':['\\ud800']}", "")]
    [InlineData("", "{'script_fields':{}}", "")]
    [InlineData("", "{'stored_fields':['a']}", "")]
    [InlineData("?_source=a", "{'_source':['b']}", "?_source=a&_source_excludes=twinbert")]
    [InlineData("?format=yaml", "{'query':", "?format=yaml")]
    public void InUrl_Search_SaysWhatTheBodySaidAndLeavesTheObjectOut(string queryString, string body, string wanted) =>
        Assert.Equal(wanted, InUrl(DocumentReadKind.Search, queryString, body.Replace('\'', '"'), isJson: true));

    [Theory]
    [InlineData("query: {match_all: {}}", "_source_excludes=twinbert")]
    [InlineData("_source: [a]", "")]
    [InlineData("script_fields: {}", "")]
    public void InUrl_SearchInAnotherForm_IsChangedWhereItSaysNothingOfTheSource(string body, string wanted) =>
        Assert.Equal(wanted, InUrl(DocumentReadKind.Search, "", body, isJson: false));

    [Theory]
    [InlineData("{\"ids\":[\"1\"]}", "_source_excludes=twinbert")]
    [InlineData("{\"docs\":[{\"_id\":\"1\",\"_source\":[\"a\"]}]}", "")]
    public void InUrl_MultiGet_IsChangedWhereNoDocumentSaysAnything(string body, string wanted) =>
        Assert.Equal(wanted, InUrl(DocumentReadKind.MultiGet, "", body, isJson: true));

    [Theory]
    [InlineData("?refresh=true", "?refresh=true")]
    [InlineData("?_source=true", "?_source=true&_source_excludes=twinbert")]
    public void InUrl_Update_IsChangedWhereTheDocumentIsAskedFor(string queryString, string wanted) =>
        Assert.Equal(wanted, InUrl(DocumentReadKind.Update, queryString, "{}", isJson: true));

    private static string InUrl(DocumentReadKind kind, string queryString, string body, bool isJson) =>
        EmbeddingExclusion.InUrl(kind, queryString, Encoding.UTF8.GetBytes(body), isJson, [Field]);
}
