using System.Text.Json;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

/// <summary>
/// An embedded cluster and a configuration in which indices have models of two lengths: <c>shop*</c> the configuration's, <c>papers*</c> and
/// <c>reports*</c>, under two names, another. The model of <c>lost*</c> is not there.
/// </summary>
public sealed class TwoModels : IAsyncLifetime
{
    public const int PaperDimensions = 16;

    private readonly TinyModel _papers = TinyModel.Create(dimensions: PaperDimensions);

    public EmbeddedCluster Cluster { get; } = new();

    public string Config => Path.Combine(Cluster.Folder, "two-models.json");

    public string PapersFolder => _papers.Package.Folder;

    public string PapersFingerprint => _papers.Package.Fingerprint.Value;

    public async ValueTask InitializeAsync()
    {
        await Cluster.InitializeAsync();
        await File.WriteAllTextAsync(Config, JsonSerializer.Serialize(new
        {
            Upstream = new { Cluster.Url },
            Model = Cluster.ModelFolder,
            Indices = new Dictionary<string, object>
            {
                ["shop*"] = new { TextFields = new[] { "title" } },
                ["papers*"] = new { TextFields = new[] { "title" }, Model = PapersFolder },
                ["reports*"] = new { TextFields = new[] { "title" }, Model = PapersFolder + "/" },
                ["lost*"] = new { TextFields = new[] { "title" }, Model = "no-such-model" },
            },
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _papers.Dispose();
    }

    /// <summary>How many documents of an index have an embedding of a model.</summary>
    public async Task<int> CountAsync(string index, string fingerprint) =>
        (await Cluster.SendAsync(HttpMethod.Post, $"/{index}/_count", $$"""{"query":{"term":{"twinbert.model":"{{fingerprint}}"} } }"""))
            .GetProperty("count").GetInt32();
}
