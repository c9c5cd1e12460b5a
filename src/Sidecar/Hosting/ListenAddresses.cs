using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Where the sidecar listens. Without TLS a client cannot negotiate the protocol, so HTTP/2 has an address of its own, on which nothing else is spoken.
/// </summary>
internal static class ListenAddresses
{
    public static IWebHostBuilder UseListenAddresses(this IWebHostBuilder builder, TwinBertOptions options) => options.ListenHttp2 is not { } http2
        ? builder.UseUrls(options.Listen)
        : builder.ConfigureKestrel(kestrel =>
        {
            Listen(kestrel, options.Listen, HttpProtocols.Http1);
            Listen(kestrel, http2, HttpProtocols.Http2);
        });

    // As the server itself reads URLs: a name other than localhost stands for every address of the machine.
    private static void Listen(KestrelServerOptions kestrel, string address, HttpProtocols protocols)
    {
        var url = new Uri(address);
        if (IPAddress.TryParse(url.DnsSafeHost, out var ip))
        {
            kestrel.Listen(ip, url.Port, endpoint => endpoint.Protocols = protocols);
        }
        else if (url.IsLoopback)
        {
            kestrel.ListenLocalhost(url.Port, endpoint => endpoint.Protocols = protocols);
        }
        else
        {
            kestrel.ListenAnyIP(url.Port, endpoint => endpoint.Protocols = protocols);
        }
    }
}
