using System.Diagnostics;
using System.Text.Json.Nodes;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>
/// samples/javascript and the scripts of these tests, copied to the build's folder with their packages beside them: those are installed once, and anew
/// when package.json changes.
/// Where Node.js or the packages are missing, the test is skipped with the reason, or fails when <c>TWINBERT_REQUIRE_ENGINES=1</c>.
/// </summary>
public sealed class JavaScriptSample
{
    private static readonly string Source = RepositoryFolder.PathOf("samples", "javascript");
    private static readonly string Scripts = RepositoryFolder.PathOf("tests", "Engine.Tests", "Clients", "javascript");
    private static readonly string Folder = RepositoryFolder.PathOf("artifacts", "javascript-sample");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Tests run side by side; the folder is made once.
    private readonly Lazy<Task<string?>> _missing = new(PrepareAsync);

    /// <summary>Runs the shop; the steps that it reports, by name.</summary>
    internal async Task<IReadOnlyDictionary<string, JsonObject>> RunAsync(Uri url, string flavour, string index) =>
        (await RunAsync("shop.mjs", url, flavour, index)).ToDictionary(step => step["step"]!.GetValue<string>());

    /// <summary>Runs a script; the steps that it reports, in order.</summary>
    internal async Task<IReadOnlyList<JsonObject>> RunAsync(string script, Uri url, string flavour, string index)
    {
        if (await _missing.Value is { } missing)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("TWINBERT_REQUIRE_ENGINES") == "1", missing);
            Assert.Fail(missing);
        }

        var (exitCode, output, errors) = await StartAsync("node", [script, url.GetLeftPart(UriPartial.Authority), flavour, index]);
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}: {errors}\n{output}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>Makes the folder; what is missing for that, or null.</summary>
    private static async Task<string?> PrepareAsync()
    {
        Directory.CreateDirectory(Folder);
        var installed = Path.Combine(Folder, "installed.json");
        var wanted = await File.ReadAllTextAsync(Path.Combine(Source, "package.json"));
        foreach (var file in Directory.EnumerateFiles(Source, "*.mjs")
            .Concat(Directory.EnumerateFiles(Scripts, "*.mjs"))
            .Append(Path.Combine(Source, "package.json")))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == wanted)
        {
            return null;
        }

        var (exitCode, _, errors) = await StartAsync("npm", ["install", "--no-audit", "--no-fund"]);
        if (exitCode != 0)
        {
            return $"npm install of samples/javascript failed: {errors.Trim().ReplaceLineEndings(" ")} Install Node.js 20 or later with npm, and let it "
                + "reach a registry.";
        }

        await File.WriteAllTextAsync(installed, wanted);
        return null;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
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
