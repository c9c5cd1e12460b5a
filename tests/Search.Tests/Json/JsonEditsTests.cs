using System.Text;
using TwinBert.Search.Json;
using Xunit;

namespace TwinBert.Search.Tests.Json;

public sealed class JsonEditsTests
{
    [Fact]
    public void Apply_SeveralEdits_ChangesOnlyTheirSpans()
    {
        var edits = new JsonEdits();
        edits.Insert(10, "z"u8.ToArray());
        edits.Replace(new(2, 3), "XY"u8.ToArray());
        edits.Remove(new(5, 1));
        edits.Insert(2, "<"u8.ToArray());
        edits.Insert(10, "!"u8.ToArray());

        Assert.Equal("01<XY6789z!", Encoding.UTF8.GetString(edits.Apply("0123456789"u8)));
    }

    [Fact]
    public void Replace_OverlappingSpans_IsRefused()
    {
        var edits = new JsonEdits();
        edits.Remove(new(2, 3));

        Assert.Throws<InvalidOperationException>(() => edits.Remove(new(4, 1)));
        Assert.Throws<InvalidOperationException>(() => edits.Remove(new(1, 2)));
    }
}
