using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>
/// Elasticsearch asks the sidecar for embeddings: by an inference endpoint, for fields of the type <c>semantic_text</c>. That takes a licence.
/// </summary>
public sealed class InferenceEndpointTests(RealEngines engines)
{
    // Where a sidecar of this process is, as an engine beside it or in a container sees it.
    private static readonly string[] Hosts = ["127.0.0.1", "host.docker.internal"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai", "/v1/embeddings", ""","model_id":"0123456789ab" """)]
    [InlineData("hugging_face", "/embed", "")]
    public async Task SemanticText_EmbeddedByTheSidecar_IsFoundByItsMeaning(string service, string path, string settings)
    {
        using var engine = new HttpClient { BaseAddress = await engines.GetSecuredAsync() };
        engine.DefaultRequestHeaders.Authorization =
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RealEngines.SecuredUser}:{RealEngines.SecuredPassword}")));
        await using var sidecar = await StartAsync(engine.BaseAddress!);
        var name = "inference-" + Guid.NewGuid().ToString("n")[..10];
        try
        {
            await CreateEndpointAsync(engine, name, service, sidecar.Url.Port, (path, settings));
            await SendAsync(
                engine, "PUT", $"/{name}", $$$$$"""{"mappings":{"properties":{"text":{"type":"semantic_text","inference_id":"{{{{{name}}}}}"}}}}""");
            await SendAsync(engine, "PUT", $"/{name}/_doc/jacket?refresh=true", """{"text":"warm winter jacket for children"}""");
            await SendAsync(engine, "PUT", $"/{name}/_doc/knife?refresh=true", """{"text":"stainless steel kitchen knife"}""");

            var answer = await SendAsync(engine, "POST", $"/{name}/_search", """{"query":{"semantic":{"field":"text","query":"winter jacket"}}}""");

            var hits = answer.GetProperty("hits").GetProperty("hits");
            Assert.Equal(["jacket", "knife"], hits.EnumerateArray().Select(hit => hit.GetProperty("_id").GetString()!));
        }
        finally
        {
            await engine.DeleteAsync(new Uri("/" + name, UriKind.Relative), CancellationToken.None);
            await engine.DeleteAsync(new Uri($"/_inference/text_embedding/{name}?force=true", UriKind.Relative), CancellationToken.None);
        }
    }

    private static Task<SidecarHost> StartAsync(Uri engine)
    {
        var settings = HashingSidecar.Settings(engine, [], dimensions: 64);
        return SidecarHost.StartAsync(
            settings with { Options = settings.Options with { Listen = "http://0.0.0.0:0", EmbeddingService = new() { Enabled = true, ApiKey = "key" } } },
            Cancel);
    }

    private static async Task CreateEndpointAsync(HttpClient engine, string name, string service, int port, (string Path, string Settings) what)
    {
        var refusal = "";
        foreach (var host in Hosts)
        {
            var url = string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}{what.Path}");
            var body = $$$$"""{"service":"{{{{service}}}}","service_settings":{"api_key":"key","url":"{{{{url}}}}"{{{{what.Settings}}}} } }""";
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answer = await engine.PutAsync(new Uri($"/_inference/text_embedding/{name}", UriKind.Relative), content, Cancel);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            refusal = await answer.Content.ReadAsStringAsync(Cancel);
        }

        Assert.Fail(refusal);
    }

    private static async Task<JsonElement> SendAsync(HttpClient engine, string method, string target, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await engine.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {target}: {text}");
        return JsonElement.Parse(text);
    }
}
