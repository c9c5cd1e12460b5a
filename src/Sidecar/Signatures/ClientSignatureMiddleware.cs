using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Signing;

namespace TwinBert.Sidecar.Signatures;

/// <summary>
/// Takes the signatures of clients out of the way where the sidecar signs itself: they are of a request that is sent to another host, and differ from one
/// request to the next, so that they say nothing of who asks. Where it does not sign, requests that are signed go on unchanged, which the log says once.
/// </summary>
internal sealed partial class ClientSignatureMiddleware(RequestDelegate next, UpstreamOptions upstream, ILogger<ClientSignatureMiddleware> logger)
{
    private static readonly string[] OfSignature = ["Authorization", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256"];
    private int _isReported;

    public Task InvokeAsync(HttpContext context)
    {
        if (AwsSigningHandler.IsSignature(context.Request.Headers.Authorization.ToString()))
        {
            if (upstream.IsSigned())
            {
                Array.ForEach(OfSignature, name => context.Request.Headers.Remove(name));
            }
            else if (Interlocked.Exchange(ref _isReported, 1) == 0)
            {
                Log.Signed(logger);
            }
        }

        return next(context);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Requests come signed for AWS (Signature Version 4), and a changed one would be refused: they are passed on as they "
            + "are, searches without reranking, documents without embeddings. Set Upstream:Aws:Region to have TwinBert sign them anew")]
        public static partial void Signed(ILogger logger);
    }
}
