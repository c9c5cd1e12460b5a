using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Queries;
using Xunit;

namespace TwinBert.DevNode.Tests.Queries;

public sealed class MinimumShouldMatchTests
{
    [Theory]
    [InlineData("2", 5, 2)]
    [InlineData("-1", 5, 4)]
    [InlineData("75%", 5, 3)]
    [InlineData("-25%", 4, 3)]
    [InlineData("-100%", 4, 0)]
    [InlineData("7", 5, 7)]
    [InlineData("-9", 5, 0)]
    [InlineData("3<90%", 3, 3)]
    [InlineData("3<90%", 10, 9)]
    [InlineData("2<-25% 9<-3", 2, 2)]
    [InlineData("2<-25% 9<-3", 8, 6)]
    [InlineData("2<-25% 9<-3", 10, 7)]
    public void Of_Specification_Clauses(string specification, int clauses, int expected) =>
        Assert.Equal(expected, MinimumShouldMatch.Of(specification, clauses));

    [Theory]
    [InlineData("many")]
    [InlineData("x<3")]
    [InlineData("")]
    public void Of_Malformed_Refused(string specification) =>
        Assert.Equal(400, Assert.Throws<EngineException>(() => MinimumShouldMatch.Of(specification, 5)).Status);
}
