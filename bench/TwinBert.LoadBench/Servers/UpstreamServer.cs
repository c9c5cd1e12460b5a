using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Search.Dialects;
using TwinBert.Search.Embeddings;

namespace TwinBert.LoadBench.Servers;

/// <summary>
/// In the engine's place: takes a body and answers at once with as many bytes as the path says (<c>/answer/1024</c>), so that what is measured is the
/// way there and back. Has one index that is ready for embeddings, and counts the bytes that it takes.
/// </summary>
internal sealed class UpstreamServer
{
    public const string Received = "/received";

    private static readonly byte[] Identity = """{"version":{"number":"8.19.8"},"tagline":"You Know, for Search"}"""u8.ToArray();
    private static readonly byte[] Index = Encoding.UTF8.GetBytes(
        $"{{\"{ServeCommand.Index}\":{{\"mappings\":"
                + $"{Encoding.UTF8.GetString(EmbeddingMapping.PutBody(EngineFamily.Elasticsearch, new(EmbeddingField.DefaultName), FixedEncoder.Length))}}}}}");

    private long _received;

    public static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.Run(new UpstreamServer().AnswerAsync);
        return app;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            Interlocked.Add(ref _received, read);
        }

        var answer = Answer(context.Request.Path.Value!);
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-elastic-product"] = "Elasticsearch";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private byte[] Answer(string path) => path switch
    {
        Received => Encoding.ASCII.GetBytes(Interlocked.Read(ref _received).ToString(CultureInfo.InvariantCulture)),
        "/" + ServeCommand.Index => Index,
        _ when path.StartsWith("/answer/", StringComparison.Ordinal) => new byte[int.Parse(path.AsSpan("/answer/".Length), CultureInfo.InvariantCulture)],
        _ => Identity,
    };
}
