using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>
/// Makes any client that is built on <see cref="HttpClient"/> send reranking hints and hand back verdicts. The hints of a request are the
/// first of: headers that it already has; <see cref="RerankRequestExtensions.SetRerankHints"/>; the <see cref="RerankScope"/> in force;
/// <see cref="TwinBertHandlerOptions.Hints"/>. The nearest set of hints counts as a whole; they are not mixed.
/// </summary>
/// <remarks>
/// Thread-safe. Sending the same message again (a retry by an outer handler) is harmless. The handler looks at nothing but headers: bodies are
/// streamed as without it, and a response of a server that is no sidecar simply has no verdict.
/// </remarks>
public sealed class TwinBertHandler : DelegatingHandler
{
    private readonly TwinBertHandlerOptions _options;

    /// <summary>Makes a handler with the default options, whose inner handler is set later, as an HTTP client factory does.</summary>
    public TwinBertHandler()
        : this(new TwinBertHandlerOptions())
    {
    }

    /// <summary>Makes a handler whose inner handler is set later, as an HTTP client factory does.</summary>
    /// <param name="options">How it behaves.</param>
    public TwinBertHandler(TwinBertHandlerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Makes a handler with the default options, in front of another.</summary>
    /// <param name="innerHandler">Sends the request.</param>
    public TwinBertHandler(HttpMessageHandler innerHandler)
        : this(innerHandler, new TwinBertHandlerOptions())
    {
    }

    /// <summary>Makes a handler in front of another.</summary>
    /// <param name="innerHandler">Sends the request.</param>
    /// <param name="options">How it behaves.</param>
    public TwinBertHandler(HttpMessageHandler innerHandler, TwinBertHandlerOptions options)
        : base(innerHandler)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

#if NET
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var scope = Prepare(request);
        return Observe(base.Send(request, cancellationToken), request, scope);
    }
#endif

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var scope = Prepare(request);
        return Observe(await base.SendAsync(request, cancellationToken).ConfigureAwait(false), request, scope);
    }

    private RerankScope? Prepare(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var scope = RerankScope.Current;
        var hints = request.GetRerankHints() ?? scope?.Hints ?? _options.Hints;
        if (!HasHintHeaders(request))
        {
            foreach (var header in hints.ToHeaders())
            {
                request.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return scope;
    }

    private static bool HasHintHeaders(HttpRequestMessage request) =>
        request.Headers.Contains(TwinBertHeaders.Verdict)
        || request.Headers.Contains(TwinBertHeaders.Window)
        || request.Headers.Contains(TwinBertHeaders.Query)
        || request.Headers.Contains(TwinBertHeaders.Plan)
        || request.Headers.Contains(TwinBertHeaders.Weight);

    private HttpResponseMessage Observe(HttpResponseMessage response, HttpRequestMessage request, RerankScope? scope)
    {
        if (response.GetRerankVerdict() is not { } verdict)
        {
            return response;
        }

        scope?.Record(verdict);
        try
        {
            _options.OnVerdict?.Invoke(new(verdict, request.Method, request.RequestUri, (int)response.StatusCode));
            return response;
        }
        catch
        {
            // Nobody else will ever see this response, so its connection has to be given back here.
            response.Dispose();
            throw;
        }
    }
}
