using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TwinBert.Configuration;
using TwinBert.Sidecar.Certificates;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Where the sidecar listens. Without TLS a client cannot negotiate the protocol, so HTTP/2 has an address of its own, on which nothing else is spoken.
/// </summary>
internal static class ListenAddresses
{
    /// <summary>Finds what the configured URLs stand for.</summary>
    /// <exception cref="SidecarStartException">One of them cannot be listened on.</exception>
    public static async Task<IReadOnlyList<ListenAddress>> FindAsync(TwinBertOptions options, ListenTls tls, CancellationToken cancellationToken)
    {
        var http1 = await ListenAddress.FindAsync(options.Listen, "Listen or --listen", HttpProtocols.Http1, cancellationToken);
        List<ListenAddress> addresses = [http1];
        if (options.ListenHttp2 is { } http2)
        {
            addresses.Add(await ListenAddress.FindAsync(http2, "ListenHttp2", HttpProtocols.Http2, cancellationToken));
        }

        if (options.Admin.Listen is { } admin)
        {
            addresses.Add(await ListenAddress.FindAsync(admin, "Admin:Listen", HttpProtocols.Http1, cancellationToken) with { IsAdmin = true });
        }

        return [.. addresses.Select(address => address with { Tls = tls })];
    }

    public static IWebHostBuilder UseListenAddresses(
        this IWebHostBuilder builder,
        IReadOnlyList<ListenAddress> addresses) => builder.ConfigureKestrel(kestrel =>
    {
        foreach (var address in addresses)
        {
            address.Apply(kestrel);
        }
    });
}
