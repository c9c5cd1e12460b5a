using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Certificates;

namespace TwinBert.Sidecar.Hosting;

/// <summary>One of the URLs that the sidecar listens on, with the machine's addresses that it stands for.</summary>
/// <param name="Url">The URL as it was configured.</param>
/// <param name="Remedy">How another is named.</param>
/// <param name="Protocols">What is spoken there.</param>
/// <param name="Addresses">The addresses to listen on; none for the two of <c>localhost</c>, either of which may be missing.</param>
internal sealed record ListenAddress(Uri Url, string Remedy, HttpProtocols Protocols, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>The certificate to show; used where the URL is <c>https</c>.</summary>
    public ListenTls? Tls { get; init; }

    /// <summary>Whether the admin surface is asked for there, and nothing else.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Finds the addresses that a URL stands for, and tries each: what cannot be listened on is said before anything is loaded.</summary>
    /// <exception cref="SidecarStartException">There is none, or it cannot be listened on.</exception>
    public static async Task<ListenAddress> FindAsync(string url, string remedy, HttpProtocols protocols, CancellationToken cancellationToken)
    {
        var listen = new ListenAddress(new(url), remedy, protocols, []);
        var host = listen.Url.DnsSafeHost;
        if (IPAddress.TryParse(host, out var ip))
        {
            return listen.With(ip);
        }

        // The server takes no free port for both addresses of the name.
        if (listen.Url.IsLoopback)
        {
            return listen.Url.Port == 0 ? listen.With(IPAddress.Loopback) : listen;
        }

        var known = await listen.LookUpAsync(host, cancellationToken);
        var own = known.Where(address => FailureOf(address, port: 0) is null).ToList();
        return own.Count > 0
            ? own.Aggregate(listen, (found, address) => found.With(address))
            : throw listen.Refuse($"'{host}' is {string.Join(" and ", known.Select(address => address.ToString()))}, which is no address of this machine");
    }

    public void Apply(KestrelServerOptions kestrel)
    {
        if (Addresses.Count == 0)
        {
            kestrel.ListenLocalhost(Url.Port, Apply);
        }

        foreach (var address in Addresses)
        {
            kestrel.Listen(address, Url.Port, Apply);
        }
    }

    private void Apply(ListenOptions endpoint)
    {
        endpoint.Protocols = Protocols;
        if (Url.Scheme == Uri.UriSchemeHttps && Tls is { } tls)
        {
            // There a client negotiates what it speaks.
            endpoint.Protocols = HttpProtocols.Http1AndHttp2;
            endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.Current) });
        }

        if (IsAdmin)
        {
            endpoint.Use(next => connection =>
            {
                connection.Features.Set(new AdminListener());
                return next(connection);
            });
        }
    }

    private ListenAddress With(IPAddress address) =>
        FailureOf(address, Url.Port) is { } failure ? throw Refuse(ReasonOf(failure, address), failure) : this with { Addresses = [.. Addresses, address] };

    private async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException e)
        {
            throw Refuse($"'{host}' is not known as a host here ({e.Message.TrimEnd('.')})", e);
        }
    }

    private SidecarStartException Refuse(string reason, Exception? cause = null) => new(
        $"Cannot listen on {Url.GetLeftPart(UriPartial.Authority)}: {reason}. Name another with {Remedy}: 127.0.0.1 for this machine alone, 0.0.0.0 for "
            + "all of its addresses.", cause);

    private static string ReasonOf(SocketException failure, IPAddress address) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the port is in use. Stop the process that uses it, or take another port",
        SocketError.AccessDenied => "this user may not. Ports below 1024 need a right of their own (on Linux, CAP_NET_BIND_SERVICE); others do not",
        SocketError.AddressNotAvailable => $"{address} is no address of this machine",
        _ => failure.Message.TrimEnd('.'),
    };

    private static SocketException? FailureOf(IPAddress address, int port)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(address, port));
            return null;
        }
        catch (SocketException e)
        {
            return e;
        }
    }
}
