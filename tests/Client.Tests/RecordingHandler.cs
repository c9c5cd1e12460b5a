namespace TwinBert.Client.Tests;

/// <summary>Ends a chain of handlers: remembers the headers of each request and answers with a header, or without.</summary>
internal sealed class RecordingHandler(string? verdict = "skipped; reason=sort") : HttpMessageHandler
{
    public List<Dictionary<string, string>> Requests { get; } = [];

    public bool ResponseDisposed { get; private set; }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => Answer(request);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult<HttpResponseMessage>(Answer(request));

    private Response Answer(HttpRequestMessage request)
    {
        lock (Requests)
        {
            Requests.Add(request.Headers.ToDictionary(header => header.Key, header => string.Join(" + ", header.Value)));
        }

        var response = new Response(this);
        if (verdict is not null)
        {
            response.Headers.TryAddWithoutValidation("X-TwinBert", verdict);
        }

        return response;
    }

    private sealed class Response(RecordingHandler owner) : HttpResponseMessage
    {
        protected override void Dispose(bool disposing)
        {
            owner.ResponseDisposed = true;
            base.Dispose(disposing);
        }
    }
}
