using System.Net;
using System.Net.Sockets;

namespace TwinBert.LoadBench.Servers;

/// <summary>nginx as a reverse proxy with connections kept open, its configuration and its files in a temporary folder.</summary>
internal static class NginxServer
{
    /// <summary>Whether there is one.</summary>
    public static bool IsInstalled =>
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "nginx"))) == true;

    public static async Task<ServerProcess> StartAsync(Uri upstream, string folder, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            daemon off;
            worker_processes auto;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              client_max_body_size 0;
              keepalive_requests 1000000;
              upstream engine { server {{upstream.Authority}}; keepalive 64; keepalive_requests 1000000; }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://engine;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                }
              }
            }
            """, cancellationToken);
        return await ServerProcess.StartAsync("nginx", ["-p", folder, "-c", configuration], new($"http://127.0.0.1:{port}"), cancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
