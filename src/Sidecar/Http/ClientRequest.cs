using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TwinBert.Protocol;
using TwinBert.Sidecar.Bodies;
using TwinBert.Signing;

namespace TwinBert.Sidecar.Http;

/// <summary>
/// What is found out of a client's request once, whoever asks: its target, what it asks of the sidecar, and its body. Belongs to one request.
/// </summary>
internal sealed class ClientRequest
{
    private readonly HttpContext _context;
    private BufferedRequest? _body;

    private ClientRequest(HttpContext context)
    {
        _context = context;
        Target = RequestTarget.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        Hints = RequestHints.Read(context.Request.Headers);
        ShowsEmbedding = RequestHints.ShowsEmbedding(context.Request.Headers);
        Explains = RequestHints.Explains(context.Request.Headers);
    }

    /// <summary>The headers.</summary>
    public IHeaderDictionary Headers => _context.Request.Headers;

    /// <summary>The type of the body; <see langword="null"/> where the client says none.</summary>
    public string? ContentType => _context.Request.ContentType;

    /// <summary>Whether the answer is wanted in another form than JSON: YAML, CBOR or SMILE.</summary>
    public bool HasOtherForm => AnswerForm.IsOther(_context.Request);

    /// <summary>Ends when the client hangs up.</summary>
    public CancellationToken Aborted => _context.RequestAborted;

    /// <summary>Whether it is signed for AWS, so that whoever checks the signature would refuse a changed one.</summary>
    public bool IsSigned => AwsSigningHandler.IsSignature(Headers.Authorization.ToString());

    /// <summary>The target, as the client wrote it.</summary>
    public RequestTarget Target { get; }

    /// <summary>What the client asks for; <see langword="null"/> when a hint is out of range.</summary>
    public RerankHints? Hints { get; }

    /// <summary>Whether the client wants to see why hits are where they are.</summary>
    public bool Explains { get; }

    /// <summary>Whether the client wants to see the embedding object in documents.</summary>
    public bool ShowsEmbedding { get; }

    /// <summary>The request of a context.</summary>
    public static ClientRequest Of(HttpContext context)
    {
        if (context.Features.Get<ClientRequest>() is { } known)
        {
            return known;
        }

        var request = new ClientRequest(context);
        context.Features.Set(request);
        return request;
    }

    /// <summary>
    /// The body, read, unpacked and held until the request is over, whoever looks into it first. It still goes on to the engine byte for byte.
    /// </summary>
    /// <param name="buffers">Where it is read to.</param>
    /// <param name="limit">The most bytes, compressed or not.</param>
    public async ValueTask<BufferedRequest> ReadBodyAsync(BodyBuffers buffers, int limit)
    {
        if (_body is null)
        {
            _body = await BufferedRequest.ReadAsync(_context, buffers, limit);
            _context.Response.RegisterForDispose(_body);
        }

        return _body;
    }
}
