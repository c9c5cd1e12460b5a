using System.Text;
using TwinBert.Search.Sources;
using Xunit;

namespace TwinBert.Search.Tests.Sources;

public sealed class MultiGetTargetsTests
{
    [Theory]
    [InlineData("{'docs':[{'_index':'b','_id':'1'},{'_index':'a','_id':'1'},{'_index':'b','_id':'2'}]}", null, "a b")]
    [InlineData("{'docs':[{'_index':'b','_id':'1'},{'_id':'1'}]}", "u", "b u")]
    [InlineData("{'ids':['1']}", "u", "u")]
    [InlineData("{'docs':[{'_index':'b','_id':'1'},{'_id':'1'}]}", null, null)]
    [InlineData("{'ids':['1']}", null, null)]
    [InlineData("{'docs':['1']}", "u", null)]
    [InlineData("{'docs':[{'_index':1}]}", "u", null)]
    [InlineData("{'docs':[{'_index':'\\ud800'}]}", "u", null)]
    [InlineData("{'docs':1}", "u", null)]
    [InlineData("{'others':[]}", "u", null)]
    [InlineData("[]", "u", null)]
    [InlineData("{'docs':", "u", null)]
    [InlineData("", "u", null)]
    public void Of_Body_NamesEveryIndexOrNone(string body, string? index, string? names)
    {
        var targets = MultiGetTargets.Of(Encoding.UTF8.GetBytes(body.Replace('\'', '"')), index);

        Assert.Equal(names, targets is null ? null : string.Join(' ', targets.Order(StringComparer.Ordinal)));
    }
}
