using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TwinBert.Cli.Serve;
using Xunit;

namespace TwinBert.Cli.Tests.Serve;

public sealed class LineFormatterTests
{
    [Theory]
    [InlineData("products\n2026-01-01T00:00:00.000Z info: all is well", "products\\u000a2026-01-01T00:00:00.000Z info: all is well")]
    [InlineData("a\rb\u001b[2Kc", "a\\u000db\\u001b[2Kc")]
    [InlineData("a\u202eb\u2028c\u0085d\0", "a\\u202eb\\u2028c\\u0085d\\u0000")]
    [InlineData("Bücher \"1\" \\ 靴", "Bücher \"1\" \\ 靴")]
    public void Write_NameWithControlCharacters_StaysOneLineThatShowsThem(string name, string shown)
    {
        using var output = new StringWriter();
        var state = $"Documents of index {name} are written";
        var entry = new LogEntry<string>(LogLevel.Warning, "TwinBert.Sidecar", new EventId(7), state, null, (text, _) => text);

        new LineFormatter().Write(entry, null, output);

        Assert.Matches("^[0-9T:.-]+Z warn: TwinBert.Sidecar\\[7\\] Documents of index ", output.ToString());
        Assert.EndsWith($" {shown} are written{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Exception_IsOnTheSameLine()
    {
        using var output = new StringWriter();
        var cause = new InvalidOperationException("one\ntwo\u001b[31m");
        var entry = new LogEntry<string>(LogLevel.Error, "c", 0, "message", cause, (text, _) => text);

        new LineFormatter().Write(entry, null, output);

        const string Shown = "fail: c[0] message System.InvalidOperationException: one two\\u001b[31m";
        Assert.EndsWith(Shown + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }
}
