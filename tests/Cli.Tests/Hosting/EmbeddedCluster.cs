using System.Text;
using System.Text.Json;
using TwinBert.DevNode.Hosting;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

/// <summary>An embedded node, a tiny model and a configuration for both, in a folder of their own.</summary>
public sealed class EmbeddedCluster : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinbert-cli-");
    private readonly TinyModel _model = TinyModel.Create();
    private DevNodeHost? _node;

    public string Url => _node!.Url.ToString().TrimEnd('/');

    public string ModelFolder => _model.Package.Folder;

    public string Fingerprint => _model.Package.Fingerprint.Value;

    public string Config => Path.Combine(_folder.FullName, "twinbert.json");

    public string Folder => _folder.FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await DevNodeHost.StartAsync(new DevNodeOptions(), CancellationToken.None);
        WriteConfig("twinbert.json", Url, ModelFolder);
    }

    public async ValueTask DisposeAsync()
    {
        await _node!.DisposeAsync();
        _model.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Writes a configuration beside the usual one.</summary>
    public string WriteConfig(string name, string url, string model, string[]? textFields = null)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            Upstream = new { Url = url },
            Model = model,
            Indices = new Dictionary<string, object> { ["shop*"] = new { TextFields = textFields ?? ["title"] } },
        }));
        return path;
    }

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, Url + path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new("application/json");
        }

        using var response = await _http.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
        return JsonElement.Parse(text);
    }

    public async Task LoadAsync(string index, int documents)
    {
        var lines = Enumerable.Range(0, documents).Select(
            i => $$$"""{"index":{"_id":"{{{i}}}"}}""" + "\n" + $$"""{"title":"red shoe {{i}}","price":1e1}""" + "\n");
        await SendAsync(HttpMethod.Post, $"/{index}/_bulk?refresh=true", string.Concat(lines));
    }
}
