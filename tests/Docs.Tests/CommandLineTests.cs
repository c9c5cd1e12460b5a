using System.CommandLine.Parsing;
using TwinBert.Cli;
using TwinBert.Docs.Tests.Markdown;
using TwinBert.Docs.Tests.Shell;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>Every <c>twinbert</c> command line is one that the program takes.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<Place, string[]> InBlocks => [.. Documentation.ShellBlocks
        .SelectMany(ShellReader.Read)
        .Where(command => command.TwinBertArguments is not null)
        .Select(command => (command.Place, command.TwinBertArguments!))];

    /// <summary>Command lines in running text may be patterns: <c>twinbert serve --config FILE [--upstream URL]</c>.</summary>
    public static TheoryData<Place, string[]> InText => [.. Documentation.Pages
        .SelectMany(page => page.CodeSpans)
        .Where(span => span.Text.StartsWith("twinbert ", StringComparison.Ordinal))
        .Select(span => (span.Place, Words(span.Text)))];

    [Theory]
    [MemberData(nameof(InBlocks))]
    public void Parse_CommandLineInABlock_HasNoErrors(Place place, string[] arguments) =>
        Assert.True(Errors(arguments) is [], $"{place}: twinbert {string.Join(' ', arguments)}: {string.Join(' ', Errors(arguments))}");

    [Theory]
    [MemberData(nameof(InText))]
    public void Parse_CommandLineInText_NamesWhatThereIs(Place place, string[] arguments)
    {
        var parsed = CommandLine.CreateRoot().Parse(arguments);

        Assert.True(
            parsed.UnmatchedTokens.Count == 0,
            $"{place}: twinbert {string.Join(' ', arguments)}: there is no {string.Join(", ", parsed.UnmatchedTokens)}");

        // Who is told what to give it to will give it so, and is to be told all that it needs.
        if (parsed.CommandResult.Children.OfType<ArgumentResult>().Any(argument => argument.Tokens.Count > 0))
        {
            Parse_CommandLineInABlock_HasNoErrors(place, arguments);
        }
    }

    private static string[] Errors(string[] arguments) => [.. CommandLine.CreateRoot().Parse(arguments).Errors.Select(error => error.Message)];

    private static string[] Words(string text) =>
        [.. text
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(word => word.Trim('[', ']', '…', ',', '.'))
            .Where(word => word.Length > 0 && word != "|")];
}
