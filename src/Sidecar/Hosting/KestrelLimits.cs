using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TwinBert.Sidecar.Hosting;

/// <summary>Lets the engine decide: the sidecar's own limits are wider than any engine's, so that a refusal is the engine's own.</summary>
internal static class KestrelLimits
{
    private const int MaxHeadBytes = 128 << 10;
    private const int MaxRequestLineBytes = 64 << 10;
    private const int MaxHeaders = 1_000;

    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeadBytes;
        options.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        options.Limits.MaxRequestHeaderCount = MaxHeaders;
        options.Limits.Http2.MaxRequestHeaderFieldSize = MaxHeadBytes;

        // Latin-1 maps every byte to one character and back, so header values pass unchanged whatever their encoding.
        var (length, connection) = (new LengthEncoding(), new ConnectionEncoding());
        options.RequestHeaderEncodingSelector = name =>
            name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? length
            : name.Equals("Connection", StringComparison.OrdinalIgnoreCase) ? connection
            : Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }
}
