using System.Text.Json;
using TwinBert.Cli.Tests.Hosting;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Model;

/// <summary>How somebody finds out whether two packages differ in their query side alone.</summary>
[Collection(ConsoleAlone.Name)]
public sealed class InspectCommandTests
{
    [Fact]
    public async Task Inspect_PackagesThatDifferInTheirQueryEncoder_ShareOneFingerprintOfTwo()
    {
        using var first = TinyModel.Create();
        using var second = TinyModel.Create(queries: new RandomWeights(1));

        var (one, other) = (await InspectAsync(first), await InspectAsync(second));

        Assert.Equal(one.Fingerprint, other.Fingerprint);
        Assert.NotEqual(one.QueryFingerprint, other.QueryFingerprint);
    }

    private static async Task<(string? Fingerprint, string? QueryFingerprint)> InspectAsync(TinyModel model)
    {
        var json = JsonElement.Parse((await CommandLineRun.RunAsync("model", "inspect", model.Package.Folder, "--json")).Output);
        return (json.GetProperty("fingerprint").GetString(), json.GetProperty("query_fingerprint").GetString());
    }
}
