using System.Text.Json;
using System.Text.RegularExpressions;
using TwinBert.Configuration;
using TwinBert.Docs.Tests.Markdown;
using Xunit;

namespace TwinBert.Docs.Tests;

/// <summary>Every JSON block is JSON, and every one that is a configuration is a valid one; so is every variable of the environment.</summary>
public sealed partial class ConfigurationTests
{
    private static readonly string[] TopLevelNames = [.. typeof(TwinBertOptions).GetProperties().Select(property => property.Name)];

    public static TheoryData<Place, string> JsonBlocks => [.. Documentation.Blocks("json").Select(block => (block.Place, block.Text))];

    public static TheoryData<Place, string> Variables => [.. Documentation.Pages
        .SelectMany(page => page.Blocks.Select(block => (block.Place, block.Text)).Concat(page.Prose))
        .SelectMany(part => Variable().Matches(part.Text).Select(match => (part.Place, match.Value)))
        .Distinct()];

    [Theory]
    [MemberData(nameof(JsonBlocks))]
    public async Task Read_JsonBlock_HasNoErrors(Place place, string text)
    {
        using var json = JsonDocument.Parse(text);
        var isConfiguration = json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.EnumerateObject().Any(property => TopLevelNames.Contains(property.Name));
        var file = Path.Combine(Path.GetTempPath(), $"twinbert-docs-{place.File.Replace('/', '-')}-{place.Line}.json");
        await File.WriteAllTextAsync(file, isConfiguration ? text : "{}", TestContext.Current.CancellationToken);

        var result = ConfigurationReader.Read(file, new Dictionary<string, string?>());
        File.Delete(file);

        // A file that a page names as an example is not on this machine.
        Assert.Empty(result.Errors.Where(error => !IsOfAFile(error)).Select(error => $"{place}: {error}"));
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void Read_VariableOfTheEnvironment_IsKnown(Place place, string variable)
    {
        var path = variable["TWINBERT__".Length..].Replace("__", ":", StringComparison.Ordinal);

        var result = ConfigurationReader.Read(null, new Dictionary<string, string?> { [path] = "1" });

        Assert.True(
            !result.Errors.Any(error => error.Message.Contains("no such setting", StringComparison.Ordinal)),
            $"{place}: there is no setting {variable}.");
    }

    private static bool IsOfAFile(ConfigurationError error) =>
        error.Message.StartsWith("The file '", StringComparison.Ordinal) && (error.Path.StartsWith("Tls:", StringComparison.Ordinal)
            || error.Path is "Upstream:CertificateAuthority" or "Upstream:ApiKeyFile");

    [GeneratedRegex(@"TWINBERT__[A-Za-z0-9]+(__[A-Za-z0-9*-]+)*")]
    private static partial Regex Variable();
}
