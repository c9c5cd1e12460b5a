using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Http;

/// <summary>
/// One HTTP request: 1 read the body · 2 route · 3 shape · 4 write. The only place where errors become answers.
/// </summary>
internal sealed partial class RestEndpoint(Router router, ILogger<RestEndpoint> logger)
{
    /// <summary>The largest body after decompression, in bytes: the engines' own limit.</summary>
    public const int MaxBodyBytes = 100 * 1024 * 1024;

    private const int MinCompressedBytes = 1024;

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var method = context.Request.Method;
        var response = await AnswerAsync(context, method, target);
        await WriteAsync(context, method, response);
    }

    private async Task<RestResponse> AnswerAsync(HttpContext context, string method, string target)
    {
        try
        {
            var body = await ReadBodyAsync(context.Request, context.RequestAborted);
            if (!body.IsEmpty && !MediaTypes.IsReadable(context.Request.ContentType))
            {
                return RestResponse.Sentence(406, $"Content-Type header [{context.Request.ContentType}] is not supported");
            }

            var response = router.Route(method, target, body, context.RequestAborted);
            var mark = target.IndexOf('?', StringComparison.Ordinal);
            return mark < 0 ? response : ResponseShape.Apply(response, QueryString.Read(target[(mark + 1)..]));
        }
        catch (EngineException e)
        {
            return RestResponse.Error(e);
        }
        catch (InvalidDataException)
        {
            return RestResponse.Error(EngineErrors.IllegalArgument("the body cannot be decompressed"));
        }
        catch (BadHttpRequestException e)
        {
            return RestResponse.Sentence(e.StatusCode, e.Message);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException or JsonException)
        {
            // A JSON value of another kind than a reader expects surfaces so; to the client it is input like any other.
            Log.Unreadable(logger, method, e);
            return RestResponse.Error(EngineErrors.XContentParse("a value in the request has a type that the embedded node does not support there"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return RestResponse.Empty(499);
        }
        catch (Exception e)
        {
            Log.Failed(logger, method, e);
            return RestResponse.Error(new EngineException(500, "exception", "the embedded node failed: " + e.Message));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var stream = request.Headers.ContentEncoding.ToString() switch
        {
            "" or "identity" => request.Body,
            "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
            var other => throw EngineErrors.Unsupported($"the content encoding [{other}]"),
        };
        var buffer = new ArrayBufferWriter<byte>(Math.Clamp((int)(request.ContentLength ?? 0), 256, MaxBodyBytes));
        while (await stream.ReadAsync(buffer.GetMemory(), cancellationToken) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxBodyBytes)
            {
                throw new BadHttpRequestException($"the body is larger than {MaxBodyBytes} bytes", 413);
            }
        }

        return buffer.WrittenMemory;
    }

    private static async Task WriteAsync(HttpContext context, string method, RestResponse response)
    {
        var headers = context.Response.Headers;
        headers["X-elastic-product"] = "Elasticsearch";
        context.Response.StatusCode = response.Status;
        if (response.Body.IsEmpty)
        {
            context.Response.ContentLength = response.IsJson ? null : 0;
            return;
        }

        context.Response.ContentType = response.IsJson ? MediaTypes.ForAccept(context.Request.Headers.Accept) : "text/plain; charset=UTF-8";
        if (method == "HEAD")
        {
            context.Response.ContentLength = response.Body.Length;
            return;
        }

        var body = response.Body;
        if (body.Length >= MinCompressedBytes && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentEncoding = "gzip";
            body = Compress(body);
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        var buffer = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A {Method} request has a value of a type that was not expected", EventName = "Unreadable")]
        public static partial void Unreadable(ILogger logger, string method, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "A {Method} request failed", EventName = "Failed")]
        public static partial void Failed(ILogger logger, string method, Exception exception);
    }
}
