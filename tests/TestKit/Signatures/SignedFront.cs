using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TwinBert.TestKit.Signatures;

/// <summary>
/// What stands before an Amazon OpenSearch domain: it lets a request through whose signature is right for exactly what came, and refuses any other with 403.
/// </summary>
public sealed class SignedFront : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpMessageInvoker _engine = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly Uri _behind;
    private readonly AwsKey _key;
    private readonly Task _serving;

    private SignedFront(Uri behind, AwsKey key)
    {
        (_behind, _key) = (behind, key);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The requests that it let through: method and target, with the body.</summary>
    public ConcurrentQueue<(string Head, string Body)> Passed { get; } = new();

    /// <summary>The requests that it refused, and why.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <summary>Whether requests that bring Basic credentials are let through, as a domain with users of its own does.</summary>
    public bool TakesBasic { get; set; }

    /// <summary>Starts one.</summary>
    /// <param name="behind">The engine.</param>
    /// <param name="key">Who may sign.</param>
    public static SignedFront Start(Uri behind, AwsKey key) => new(behind, key);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _engine.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var (request, target) = (context.Request, context.Request.RawUrl!);
            using var body = new MemoryStream();
            await request.InputStream.CopyToAsync(body);
            var fault = TakesBasic && request.Headers["Authorization"]?.StartsWith("Basic ", StringComparison.Ordinal) == true
                ? null
                : SignatureCheck.Fault(_key, request.HttpMethod, target, name => request.Headers[name], body.ToArray(), DateTimeOffset.UtcNow);
            if (fault is not null)
            {
                Refused.Enqueue($"{request.HttpMethod} {target}: {fault}");
                context.Response.StatusCode = 403;
                await EndAsync(context, "application/json", Encoding.UTF8.GetBytes($$"""{"message":"{{fault}}"}"""));
                return;
            }

            Passed.Enqueue(($"{request.HttpMethod} {target}", Encoding.UTF8.GetString(body.ToArray())));
            using var answer = await ForwardAsync(request, target, body.ToArray());
            context.Response.StatusCode = (int)answer.StatusCode;
            await EndAsync(context, answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsByteArrayAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or HttpRequestException)
        {
            context.Response.Abort();
        }
    }

    private Task<HttpResponseMessage> ForwardAsync(HttpListenerRequest request, string target, byte[] body)
    {
        var url = new Uri(_behind.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var sent = new HttpRequestMessage(new(request.HttpMethod), url);
        if (body.Length > 0)
        {
            sent.Content = new ByteArrayContent(body);
            sent.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            if (request.Headers["Content-Encoding"] is { } coding)
            {
                sent.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            }
        }

        return _engine.SendAsync(sent, CancellationToken.None);
    }

    private static async Task EndAsync(HttpListenerContext context, string? type, byte[] body)
    {
        context.Response.ContentType = type;
        if (context.Request.HttpMethod != "HEAD")
        {
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
        }

        context.Response.Close();
    }
}
