using TwinBert.Configuration;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Checks;

/// <summary>Looks whether the cluster takes the credentials of <c>Upstream</c>.</summary>
internal static class CredentialCheck
{
    /// <summary>What an answer to <c>GET /</c> shows of them.</summary>
    /// <param name="options">The credentials, if any.</param>
    /// <param name="answer">The answer.</param>
    public static CheckResult Of(UpstreamOptions options, ClusterAnswer answer)
    {
        var given = options.IsSigned() ? "what Upstream:Aws signs with" : options.ApiKey is not null ? "Upstream:ApiKey" : "Upstream:Username and Password";
        return (answer.Status, HasCredentials: options.HasCredentials()) switch
        {
            (401, true) => Result(
                CheckStatus.Warning,
                $"The cluster refuses {given} (HTTP 401). Searches are served with each caller's own; backfill, status and what the sidecar has to know of "
                    + "mappings need them: correct them, or leave them out."),
            (401, false) => Result(
                CheckStatus.Fine,
                "The cluster wants credentials, and Upstream has none: searches are served with each caller's own; backfill and status will need some."),
            (403, _) => Result(CheckStatus.Fine, $"The cluster knows {given}, and lets them not ask for its version (HTTP 403)."),
            (_, true) => Result(CheckStatus.Fine, $"The cluster takes {given}."),
            _ => Result(CheckStatus.Fine, "The cluster wants no credentials."),
        };
    }

    private static CheckResult Result(CheckStatus status, string text) => new("credentials", status, text);
}
