using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TwinBert.Client.Elasticsearch.Tests;

/// <summary>
/// A server that passes for Elasticsearch behind a sidecar: remembers the headers of each request and answers each with one empty page and a verdict.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private const string EmptyPage =
        """{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"max_score":null,"hits":[]}}""";

    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public List<Dictionary<string, string>> Requests { get; } = [];

    public string? Verdict { get; set; } = "reranked; window=100; scored=98; missing=2; moved=37; top1=changed; ms=4.1; model=3fa2b1c09d7e";

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new ScriptedServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Add(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        context.Response.Headers["Warning"] = "299 Elasticsearch \"a warning\"";
        context.Response.Headers["X-Backend"] = "node-1";
        if (Verdict is not null)
        {
            context.Response.Headers["X-TwinBert"] = Verdict;
        }

        context.Response.ContentType = "application/vnd.elasticsearch+json;compatible-with=9";
        await context.Response.WriteAsync(EmptyPage, context.RequestAborted);
    }
}
