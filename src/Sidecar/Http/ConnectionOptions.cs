using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Http;

/// <summary>
/// The headers that a message's <c>Connection</c> names. They are meant for the next party alone, and no proxy may pass them on
/// (RFC 9110, section 7.6.1).
/// </summary>
internal static class ConnectionOptions
{
    // How a message is framed, and which party it goes to, is said anew on each way; the others are no headers, or are passed on in no case.
    private static readonly FrozenSet<string> OfEachWay = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Content-Length", "Transfer-Encoding",
        "close", "keep-alive", "Upgrade", "TE", "Trailer", "HTTP2-Settings", "Proxy-Connection");

    /// <summary>Their names.</summary>
    /// <param name="connection">The values of <c>Connection</c>.</param>
    public static IEnumerable<string> Of(IEnumerable<string?> connection) => connection
        .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Where(name => !OfEachWay.Contains(name));

    /// <summary>Takes the headers away that <c>Connection</c> names.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="connection">The values of <c>Connection</c>.</param>
    public static void Remove(IHeaderDictionary headers, IEnumerable<string?> connection)
    {
        foreach (var name in Of(connection))
        {
            headers.Remove(name);
        }
    }
}
