using System.Net.Sockets;
using System.Security.Authentication;

namespace TwinBert.Search.Cluster;

/// <summary>Says in one line why a cluster gave no answer, and what to do about it.</summary>
internal static class TransportFailure
{
    public static string Describe(Uri url, TimeSpan timeout, Exception? exception)
    {
        var address = url.GetLeftPart(UriPartial.Authority);
        foreach (var cause in Causes(exception))
        {
            switch (cause)
            {
                case HttpRequestException { HttpRequestError: HttpRequestError.UserAuthenticationError } unsigned:
                    return $"A request for {address} was not sent: {OneLine(unsigned.Message)}.";
                case AuthenticationException:
                    return $"The certificate of {address} was not accepted ({OneLine(cause.Message)}) Give the authority's PEM file in "
                        + "Upstream:CertificateAuthority.";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return $"There is no host '{url.Host}' ({address}). Check Upstream:Url or --upstream.";
                case SocketException socket:
                    return $"The cluster at {address} cannot be reached ({OneLine(socket.Message)}). Start it, or name another with --upstream or "
                        + "Upstream:Url.";
                case OperationCanceledException or TimeoutException:
                    return string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"The cluster at {address} did not answer within {timeout.TotalSeconds:0.###} s. Check its load and Upstream:Url.");
                default:
                    break;
            }
        }

        var last = Causes(exception).LastOrDefault()?.Message ?? "no reason given";
        return $"The cluster at {address} gave no answer ({OneLine(last)}). Check that Upstream:Url names its HTTP port, and http or https.";
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
