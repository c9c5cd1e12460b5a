using TwinBert.Docs.Tests.Markdown;
using Xunit;

namespace TwinBert.Docs.Tests.Shell;

public sealed class ShellReaderTests
{
    [Fact]
    public void Read_AllKindsOfLines_GivesTheCommands()
    {
        const string Text = """
            # a comment
            A=1 B='two words' twinbert serve --config "my file.json"   # another
            $ curl -i \
              'http://h/a?q=b&c=d' -d '{
              "x": 1 }' | head -1 > out.txt && echo done
            """;

        var commands = ShellReader.Read(new(new("p.md", 10), "sh", Text.ReplaceLineEndings("\n") + "\n"));

        Assert.Equal([11, 12, 14, 14], commands.Select(command => command.Place.Line));
        Assert.Equal(["A=1", "B=two words"], commands[0].Variables);
        Assert.Equal(["serve", "--config", "my file.json"], commands[0].TwinBertArguments!);
        Assert.Equal(["curl", "-i", "http://h/a?q=b&c=d", "-d", "{\n  \"x\": 1 }"], commands[1].Words);
        Assert.Equal(["head", "-1"], commands[2].Words);
        Assert.Equal(["echo", "done"], commands[3].Words);
    }

    [Fact]
    public void Read_Console_TakesOnlyPromptedLines()
    {
        var commands = ShellReader.Read(new(new("p.md", 1), "console", "$ dotnet run --project src/Cli -c Release -- demo --once\n42 documents\n$ ls\n"));

        Assert.Equal([1, 3], commands.Select(command => command.Place.Line));
        Assert.Equal(["demo", "--once"], commands[0].TwinBertArguments!);
        Assert.Null(commands[1].TwinBertArguments);
    }

    [Fact]
    public void Read_OpenQuote_IsRefused() => Assert.Throws<FormatException>(() => ShellReader.Read(new(new("p.md", 1), "sh", "echo 'a\n")));
}
