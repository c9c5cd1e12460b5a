using System.Net.Http.Headers;
using System.Text;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Upstream;

/// <summary>A request of ours with the operator's credentials, never for an answer to a client.</summary>
internal static class OperatorRequest
{
    public static HttpRequestMessage Create(HttpMethod method, UpstreamOptions options) => new(method, (Uri?)null)
    {
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { Authorization = Authorization(options) },
    };

    private static AuthenticationHeaderValue? Authorization(UpstreamOptions options) => options switch
    {
        { ApiKey: { } key } => new("ApiKey", key),
        { Username: { } user, Password: { } password } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))),
        _ => null,
    };
}
