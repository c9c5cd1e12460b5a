using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TwinBert.Inference.Tests;

public sealed class QueryActivityTests
{
    [Fact]
    public void IsQuiet_WhileAQueryIsEncodedAndForASecondAfter_IsNot()
    {
        var time = new FakeTimeProvider();
        var queries = new QueryActivity(time);
        Assert.True(queries.IsQuiet);

        queries.Begin();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(queries.IsQuiet);
        queries.End();
        Assert.False(queries.IsQuiet);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(queries.IsQuiet);
    }
}
