using System.Text.Json;
using TwinBert.TestKit.Models;

namespace TwinBert.Cli.Tests.Hosting;

/// <summary>The package before a change of the model and the one after it, and a folder with the configuration that names them.</summary>
internal sealed class ModelChange : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-change-");
    private readonly TinyModel _old = TinyModel.Create();
    private readonly TinyModel _new = TinyModel.Create(dimensions: 16);

    /// <summary>The folder of the package before.</summary>
    public string Old => _old.Package.Folder;

    /// <summary>The folder of the package after.</summary>
    public string New => _new.Package.Folder;

    /// <summary>What its vectors bear.</summary>
    public string NewFingerprint => _new.Package.Fingerprint.Value;

    /// <summary>The configuration's file.</summary>
    public string Config => PathOf("twinbert.json");

    /// <summary>A file beside it.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes the configuration of a cluster and of one entry of indices.</summary>
    public void Configure(object upstream, string model, string entry, object index) => File.WriteAllText(
        Config,
        JsonSerializer.Serialize(new { Upstream = upstream, Model = model, Indices = new Dictionary<string, object> { [entry] = index } }));

    /// <summary>Runs a command with the configuration.</summary>
    public Task<CommandLineRun> RunAsync(params IEnumerable<string> arguments) => CommandLineRun.RunAsync([.. arguments, "--config", Config]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _old.Dispose();
        _new.Dispose();
    }
}
