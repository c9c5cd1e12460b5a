using System.Diagnostics;
using System.Text.Json.Nodes;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>
/// samples/javascript, copied to the build's folder with its packages beside it: they are installed once, and anew when package.json changes.
/// Where Node.js or the packages are missing, the test is skipped with the reason, or fails when <c>TWINBERT_REQUIRE_ENGINES=1</c>.
/// </summary>
public sealed class JavaScriptSample : IAsyncLifetime
{
    private static readonly string Source = RepositoryFolder.PathOf("samples", "javascript");
    private static readonly string Folder = RepositoryFolder.PathOf("artifacts", "javascript-sample");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        var installed = Path.Combine(Folder, "installed.json");
        var wanted = await File.ReadAllTextAsync(Path.Combine(Source, "package.json"));
        foreach (var file in Directory.EnumerateFiles(Source, "*.mjs").Append(Path.Combine(Source, "package.json")))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
        {
            return;
        }

        var (exitCode, _, errors) = await StartAsync("npm", ["install", "--no-audit", "--no-fund"]);
        if (exitCode == 0)
        {
            await File.WriteAllTextAsync(installed, wanted);
        }
        else
        {
            _missing = $"npm install of samples/javascript failed: {errors.Trim().ReplaceLineEndings(" ")} Install Node.js 20 or later with npm, and let it reach a registry.";
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs the shop; the steps that it reports, by name.</summary>
    internal async Task<IReadOnlyDictionary<string, JsonObject>> RunAsync(Uri url, string flavour, string index)
    {
        if (_missing is not null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("TWINBERT_REQUIRE_ENGINES") == "1", _missing);
            Assert.Fail(_missing);
        }

        var (exitCode, output, errors) = await StartAsync("node", ["shop.mjs", url.GetLeftPart(UriPartial.Authority), flavour, index]);
        Assert.True(exitCode == 0, $"shop.mjs ended with {exitCode}: {errors}\n{output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .ToDictionary(step => step["step"]!.GetValue<string>());
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, "", $"{program}: {e.Message}.");
        }
    }
}
