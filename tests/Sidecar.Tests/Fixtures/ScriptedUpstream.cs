using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A stand-in for an engine: a real web server whose answers a test scripts, and which remembers what it was asked.</summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    /// <summary>Stands in <see cref="Questions"/> for the mapping of any index.</summary>
    public const string Mapping = "/_mapping";

    /// <summary>Stands in <see cref="Questions"/> for the settings of any index.</summary>
    public const string Settings = "/_settings";

    private readonly WebApplication _application;

    private ScriptedUpstream(WebApplication application) => _application = application;

    public Uri Url { get; private init; } = new("http://localhost");

    /// <summary>Every request but the sidecar's own questions, in order of arrival.</summary>
    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    /// <summary>What it answers to everything but the sidecar's own questions.</summary>
    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it answers to <c>GET /</c>.</summary>
    public string Root { get; set; } = """{"version":{"number":"8.19.8","build_flavor":"default"},"tagline":"You Know, for Search"}""";

    /// <summary>
    /// What it answers to a question of the sidecar's about a caller or a mapping, by its path: like a cluster without security, unless a test says otherwise.
    /// </summary>
    public ConcurrentDictionary<string, RequestDelegate> Questions { get; } = new(StringComparer.Ordinal)
    {
        ["/_security/user/_privileges"] = NoHandler,
        ["/_security/_authenticate"] = NoHandler,
        ["/_plugins/_security/authinfo"] = NoHandler,
        [Mapping] = Json("{}"),
        [Settings] = Json("{}"),
    };

    /// <summary>What happens before it answers <c>GET /</c>.</summary>
    public Action BeforeRoot { get; set; } = () => { };

    public SeenRequest Last => Seen.Last();

    /// <summary>The last search: a sidecar with credentials of its own asks for settings besides, at a time of its own.</summary>
    public SeenRequest LastSearch => Seen.Last(request => request.Target.EndsWith("/_search", StringComparison.Ordinal));

    public static async Task<ScriptedUpstream> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MaxRequestHeadersTotalSize = 64 << 10;
            options.Limits.MaxRequestLineSize = 32 << 10;
            options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        ScriptedUpstream? upstream = null;
        application.Run(context => upstream!.ServeAsync(context));
        await application.StartAsync();
        var address = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return upstream = new(application) { Url = new Uri(address) };
    }

    /// <summary>Answers with a JSON body, as an engine does.</summary>
    public static RequestDelegate Json(string body, int status = 200) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        return context.Response.WriteAsync(body);
    };

    private static Task NoHandler(HttpContext context) => Json("""{"error":"no handler found for uri"}""", 400)(context);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }

    // What is asked of any index is one question, whatever its name.
    private static string QuestionOf(string target) =>
        Array.Find([Mapping, Settings], question => target.Contains(question + "?filter_path=", StringComparison.Ordinal)) ?? target;

    private Task ServeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target == "/" && context.Request.Method == "GET")
        {
            BeforeRoot();
        }

        if (context.Request.Method == "GET" && Questions.TryGetValue(QuestionOf(target), out var answer))
        {
            return answer(context);
        }

        if (target == "/" && context.Request.Method == "GET")
        {
            return Json(Root)(context);
        }

        Seen.Enqueue(new(context, target));
        return Answer(context);
    }
}
